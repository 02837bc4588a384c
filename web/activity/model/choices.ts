import type { HintItem } from './hint.ts'

/** What a reader has put away, for as long as the browser session lasts; nobody else is told. */
export interface Choices {
  /** Keys of what was put away, oldest first. */
  readonly put: readonly string[]
  /** When a finished operation was first shown, by its id. */
  readonly shownAtMs: Readonly<Record<string, number>>
  /** Operations that asked for follow-up and have not been acknowledged: they stay, also when the answer no longer has them. */
  readonly owed: readonly string[]
}

export const NO_CHOICES: Choices = { put: [], shownAtMs: {}, owed: [] }

/** A session that lasts for weeks must not fill the storage of the page. */
const KEPT = 200
const OWED_KEPT = 3

export function isPut({ put }: Choices, key: string): boolean {
  return put.includes(key)
}

export function putAway(choices: Choices, key: string, id: string): Choices {
  return { ...choices, put: [...choices.put, key].slice(-KEPT), owed: choices.owed.filter((owed) => owed !== id) }
}

/** What is shown now was shown. The same choices when that says nothing new. */
export function noteShown(choices: Choices, shown: readonly HintItem[], nowMs: number): Choices {
  const fresh = shown.filter(({ kind, operation: { id } }) => kind === 'finished' && choices.shownAtMs[id] === undefined)
  const owed = shown.flatMap(({ kind, operation: { id } }) => (kind === 'followUp' && !choices.owed.includes(id) ? [id] : []))
  if (fresh.length === 0 && owed.length === 0) return choices
  const shownAtMs = [...Object.entries(choices.shownAtMs), ...fresh.map(({ operation }) => [operation.id, nowMs] as const)]
  return { ...choices, shownAtMs: Object.fromEntries(shownAtMs.slice(-KEPT)), owed: [...choices.owed, ...owed].slice(-OWED_KEPT) }
}

export function owedBeside(choices: Choices, answered: readonly string[]): string[] {
  return choices.owed.filter((id) => !answered.includes(id))
}

/** What has been answered, reconciled or removed meanwhile is owed no longer; `items` is everything that is known now. */
export function stillOwed(choices: Choices, items: readonly HintItem[]): Choices {
  const owed = choices.owed.filter((id) => items.some(({ operation, kind }) => operation.id === id && kind === 'followUp'))
  return owed.length === choices.owed.length ? choices : { ...choices, owed }
}

export type ChoiceStorage = Pick<Storage, 'getItem' | 'setItem'>

const keyOf = (workspace: string, tenant: string) => `runtruth.activity ${workspace} ${tenant}`

/** A storage that is closed to us, full, or was written by somebody else, holds no choices. */
export function readChoices(storage: () => ChoiceStorage, workspace: string, tenant: string): Choices {
  try {
    // Whoever wrote it, a field that is not what it should be throws here.
    const { put, shownAtMs, owed } = JSON.parse(storage().getItem(keyOf(workspace, tenant)) ?? '') as Choices
    return { put: put.map(String), shownAtMs: Object.fromEntries(Object.entries(shownAtMs)), owed: owed.map(String) }
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
