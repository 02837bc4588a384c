/** The tables of one schema of BullMQ, quoted. */
export interface Tables {
  readonly job: string
  readonly meta: string
  readonly event: string
}

export function tablesIn(schema: string): Tables {
  const quoted = `"${schema.replaceAll('"', '""')}"`
  return { job: `${quoted}.job`, meta: `${quoted}.meta`, event: `${quoted}.event` }
}
