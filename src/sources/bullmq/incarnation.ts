export interface ServerInfo {
  readonly runId: string
  readonly upMs: number
  readonly isReplica: boolean
  /** It has been a replica of another one before. */
  readonly wasPromoted: boolean
}

/** Reads INFO; null: it does not tell. */
export function readServerInfo(info: string): ServerInfo | null {
  const field = (key: string) => new RegExp(`^${key}:(.*?)\\r?$`, 'm').exec(info)?.[1]
  const runId = field('run_id')
  const upMs = Number(field('uptime_in_seconds')) * 1_000
  if (runId === undefined || !Number.isFinite(upMs)) return null
  const earlier = field('master_replid2')
  return { runId, upMs, isReplica: field('role') === 'slave', wasPromoted: earlier !== undefined && !/^0*$/.test(earlier) }
}

/**
 * Since when workers have had the chance to be connected to this server. That is its start, unless something else dropped all
 * connections later: a promotion, which Redis notes but does not date, or a break on the server's side of the network, which shows in
 * our own connection. Both count from when they were noticed.
 */
export class Incarnation {
  #known: { runId: string; isReplica: boolean; reconnects: number; upSinceMs: number } | undefined

  note(nowMs: number, { runId, upMs, isReplica, wasPromoted }: ServerInfo, reconnects: number): Date {
    const known = this.#known
    const isNew =
      known === undefined
        ? wasPromoted || isReplica
        : known.runId !== runId || known.reconnects !== reconnects || known.isReplica !== isReplica
    const upSinceMs = isNew ? nowMs : (known?.upSinceMs ?? nowMs - upMs)
    this.#known = { runId, isReplica, reconnects, upSinceMs }
    return new Date(upSinceMs)
  }
}
