import { Fragment } from 'react'
import type { Evidence } from '../../../../src/truth/index.ts'
import { Instant } from '../../components/Instant.tsx'
import { evidenceRows, type EvidenceRow, type ObservedPart } from './model/evidenceRows.ts'

interface EvidenceTableProps {
  readonly caption: string
  readonly evidence: readonly Evidence[]
  readonly nowMs: number
}

/** Each with its share of the width, so that no column moves when what it says turns. */
const HEADS = [
  { head: 'Signal', width: 'w-[17%]' },
  { head: 'Observed', width: 'w-[33%]' },
  { head: 'Threshold', width: 'w-[28%]' },
  { head: 'Says', width: 'w-[22%]' },
] as const
const SAYS: Record<EvidenceRow['weight'], string> = { against: 'font-semibold', plain: '', unchecked: 'text-quiet' }

/** Four columns where there is room; on a phone a row folds into two lines. Roles are spelled out: a folded table loses its own. */
export function EvidenceTable({ caption, evidence, nowMs }: EvidenceTableProps) {
  return (
    <table role="table" className="text-small block w-full max-w-[64rem] md:table md:table-fixed">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="sr-only md:not-sr-only md:table-header-group">
        <tr role="row" className="text-quiet text-start">
          {HEADS.map(({ head, width }) => (
            <th key={head} role="columnheader" scope="col" className={`border-rule border-b py-1 pe-6 text-start font-normal ${width}`}>
              {head}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="block md:table-row-group">
        {evidenceRows(evidence).map((row) => (
          <tr
            key={row.signal}
            role="row"
            data-signal={row.signal}
            className="border-rule grid grid-cols-[1fr_auto] gap-x-4 border-b py-2 md:table-row md:py-0"
          >
            <th role="rowheader" scope="row" className={`text-start font-normal md:py-2 md:pe-6 md:align-top ${tone(row)}`}>
              {row.label}
            </th>
            <td
              role="cell"
              className={`text-quiet col-span-2 row-start-2 font-mono md:table-cell md:py-2 md:pe-6 md:align-top ${row.observed.length === 0 ? 'hidden' : ''}`}
            >
              <Observed parts={row.observed} nowMs={nowMs} />
            </td>
            <td
              role="cell"
              className={`text-quiet col-span-2 row-start-3 md:table-cell md:py-2 md:pe-6 md:align-top ${row.threshold === null || row.weight === 'unchecked' ? 'hidden' : ''}`}
            >
              {row.threshold === null ? (
                '—'
              ) : (
                <>
                  <span className="md:hidden">threshold </span>
                  <span className="font-mono">{row.threshold}</span>
                </>
              )}
            </td>
            <td role="cell" className={`col-start-2 row-start-1 text-end md:py-2 md:text-start md:align-top ${SAYS[row.weight]}`}>
              {row.says}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function tone({ weight }: EvidenceRow): string {
  return weight === 'unchecked' ? 'text-quiet' : ''
}

function Observed({ parts, nowMs }: { readonly parts: readonly ObservedPart[]; readonly nowMs: number }) {
  if (parts.length === 0) return <>—</>
  return parts.map((part, index) => (
    // Parts of one text in their order: a place is all that tells them apart.
    <Fragment key={index}>{'at' in part ? <Instant at={part.at} nowMs={nowMs} as="moment" /> : part.text}</Fragment>
  ))
}
