import { availableParallelism, loadavg, totalmem } from 'node:os'
import process from 'node:process'

/** How much else the machine had to do, in processes that want a core; ask before the bench itself is some of it. */
export function loadBefore(): string {
  return `load before ${(loadavg()[0] ?? 0).toFixed(1)}`
}

/** What figures depend on and nothing that names a machine. */
export function machineFacts(postgresVersion: string | undefined): string {
  const facts = [
    `Node ${process.versions.node}`,
    `${process.platform} ${process.arch}`,
    `${availableParallelism()} cores`,
    `${Math.round(totalmem() / 2 ** 30)} GiB memory`,
  ]
  if (postgresVersion !== undefined) facts.push(`PostgreSQL ${postgresVersion} (embedded, default settings, fsync on)`)
  return facts.join(' · ')
}
