import type { HintItem } from './hint.ts'

/** What a reader has put away, for as long as the browser session lasts; nobody else is told. */
export interface Choices {
  /** Keys of what was put away, oldest first. */
  readonly put: readonly string[]
  /** When a finished operation was first shown, by its id. */
  readonly shownAtMs: Readonly<Record<string, number>>
}

export const NO_CHOICES: Choices = { put: [], shownAtMs: {} }

/** A session that lasts for weeks must not fill the storage of the page. */
const KEPT = 200

export function isPut({ put }: Choices, key: string): boolean {
  return put.includes(key)
}

export function putAway(choices: Choices, key: string): Choices {
  return { ...choices, put: [...choices.put, key].slice(-KEPT) }
}

/** What is shown now was shown. The same choices when that says nothing new. */
export function noteShown(choices: Choices, shown: readonly HintItem[], nowMs: number): Choices {
  const first = shown.filter(({ kind, operation: { id } }) => kind === 'finished' && choices.shownAtMs[id] === undefined)
  if (first.length === 0) return choices
  const shownAtMs = [...Object.entries(choices.shownAtMs), ...first.map(({ operation }) => [operation.id, nowMs] as const)]
  return { ...choices, shownAtMs: Object.fromEntries(shownAtMs.slice(-KEPT)) }
}

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>

const keyOf = (workspace: string, tenant: string) => `runtruth.activity ${workspace} ${tenant}`

/** A storage that is closed to us, full, or was written by somebody else, holds no choices. */
export function readChoices(storage: () => ChoiceStorage, workspace: string, tenant: string): Choices {
  try {
    // Whoever wrote it, a field that is not what it should be throws here.
    const { put, shownAtMs } = JSON.parse(storage().getItem(keyOf(workspace, tenant)) ?? '') as Choices
    return { put: put.map(String), shownAtMs: Object.fromEntries(Object.entries(shownAtMs)) }
  } catch {
    return NO_CHOICES
  }
}

export function keepChoices(storage: () => ChoiceStorage, workspace: string, tenant: string, choices: Choices): void {
  try {
    storage().setItem(keyOf(workspace, tenant), JSON.stringify(choices))
  } catch {
    // They last until the page is left, then.
  }
}
