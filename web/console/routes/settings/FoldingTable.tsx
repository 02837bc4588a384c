import type { ReactNode } from 'react'

/** A column whose buttons say what it holds; its title is for those who hear the table. */
export const ACTIONS = 'Actions'

interface Column<Row> {
  readonly title: string
  /** Of the width on a wide page. */
  readonly width: string
  cell(row: Row): ReactNode
}

/**
 * A table that reads as one wherever it is wide enough, and folds into blocks on a phone. The roles are written out because
 * a browser forgets them once the display is another.
 */
export function FoldingTable<Row>({
  caption,
  columns,
  rows,
  keyOf,
  isQuiet = () => false,
}: {
  readonly caption: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  keyOf(row: Row): string
  /** Kept for the record, no longer in force. */
  isQuiet?(row: Row): boolean
}) {
  return (
    <table role="table" className="mt-4 block w-full table-fixed border-collapse md:table">
      <caption className="sr-only">{caption}</caption>
      <thead role="rowgroup" className="sr-only md:not-sr-only md:table-header-group">
        <tr role="row" className="border-rule md:border-b">
          {columns.map(({ title, width }) => (
            <th key={title} role="columnheader" scope="col" className={`text-small text-quiet py-2 pe-4 text-start font-normal ${width}`}>
              {title === ACTIONS ? <span className="sr-only">{title}</span> : title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup" className="block md:table-row-group">
        {rows.map((row) => (
          <tr
            key={keyOf(row)}
            role="row"
            className={`border-rule block border-b py-3 md:table-row md:py-0 ${isQuiet(row) ? 'text-quiet' : ''}`}
          >
            {columns.map(({ title, cell }) => (
              <td key={title} role="cell" className="block align-top md:table-cell md:py-2.5 md:pe-4">
                {cell(row)}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
