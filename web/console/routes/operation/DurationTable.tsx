import { Link } from 'wouter'
import { formatDuration } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { pages } from '../../model/pages.ts'
import type { DurationBar } from './model/durationStrip.ts'

interface DurationTableProps {
  readonly bars: readonly DurationBar[]
  readonly workspace: string
  readonly nowMs: number
}

/** The same as the picture, for whoever does not see it or wants to know. Latest first. */
export function DurationTable({ bars, workspace, nowMs }: DurationTableProps) {
  return (
    <details className="text-small mt-1">
      <summary className="text-quiet min-h-10 content-center underline">These durations as a table</summary>
      <table className="w-full max-w-[28rem] print:max-w-none">
        <thead className="text-quiet">
          <tr className="border-rule border-b">
            <th scope="col" className="py-1 pe-4 text-start font-normal whitespace-nowrap">
              Operation
            </th>
            <th scope="col" className="py-1 pe-4 text-start font-normal whitespace-nowrap">
              Ended
            </th>
            <th scope="col" className="py-1 text-end font-normal whitespace-nowrap">
              Took
            </th>
          </tr>
        </thead>
        <tbody>
          {bars.toReversed().map((bar) => (
            <tr key={bar.id} className="border-rule border-b">
              <th scope="row" className="py-1 pe-4 text-start font-normal whitespace-nowrap">
                {bar.own ? (
                  <strong className="font-semibold">#{bar.id}, this one</strong>
                ) : (
                  <Link href={pages.operation(workspace, bar.id)} className="underline">
                    #{bar.id}
                  </Link>
                )}
              </th>
              <td className="py-1">{bar.completedAt === null ? 'not yet' : <Instant at={bar.completedAt} nowMs={nowMs} />}</td>
              <td className="py-1 text-end whitespace-nowrap">{formatDuration(bar.ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}
