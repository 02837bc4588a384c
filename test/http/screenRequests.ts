/** Where somebody is who looks, and at what. */
export interface Looked {
  readonly workspace: string
  readonly tenant: string
  readonly operation: string
  /** The reader's midnight. */
  readonly endedSince: string
}

type Requests = (looked: Looked) => readonly string[]

const PAGE = 'include=facts&limit=50'
const URGENT = ['freshness=orphaned', 'freshness=likely_stale', 'problem=terminal_follow_up']
const TABS = ['', 'status=active&', 'problem=active_stale_attention&', 'problem=terminal_follow_up&', 'status=completed&']

const within = (workspace: string, paths: readonly string[]) => paths.map((path) => `/api/v1/workspaces/${workspace}${path}`)
const frame: Requests = ({ workspace }) => ['/api/v1/session', ...within(workspace, ['', '/notifications?limit=1'])]

/** What each surface of the console asks the API for when it is opened: written down by hand from the pages. */
export const SCREEN_REQUESTS = {
  hint: ({ workspace, tenant }) => within(workspace, [`/activity?include=facts&limit=12&tenant=${tenant}`]),
  hub: (looked) => [
    ...frame(looked),
    ...within(looked.workspace, [
      `/operations?${PAGE}`,
      `/operations/counts?endedSince=${encodeURIComponent(looked.endedSince)}`,
      ...URGENT.map((kind) => `/operations?${kind}&include=facts&limit=1`),
    ]),
  ],
  operation: (looked) => [
    ...frame(looked),
    ...within(
      looked.workspace,
      ['?include=facts', '/events?limit=200', '/related?include=facts'].map((what) => `/operations/${looked.operation}${what}`),
    ),
  ],
} as const satisfies Record<string, Requests>

/** The lists of the hub's tabs, and each with what its filters can add. */
export const HUB_LISTS: Requests = ({ workspace, tenant, endedSince }) => {
  const since = encodeURIComponent(endedSince)
  const lists = [
    ...TABS,
    'problem=active_stale_attention&freshness=likely_stale&',
    'problem=active_stale_attention&freshness=orphaned&',
    `tenant=${tenant}&`,
    'type=inventory.sync&',
    `tenant=${tenant}&type=inventory.sync&`,
    'outcome=failed&',
    'status=completed&outcome=succeeded&',
    'initiator=Dana&',
    'q=inventory&',
    'q=nothing+like+it&',
    `from=${since}&`,
    `endedSince=${since}&`,
    `problem=terminal_follow_up&tenant=${tenant}&endedSince=${since}&`,
  ]
  return within(
    workspace,
    lists.map((filter) => `/operations?${filter}${PAGE}`),
  )
}
