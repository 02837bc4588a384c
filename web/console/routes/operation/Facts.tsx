import type { ReactNode } from 'react'

/** Names and values, one a line. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className="max-w-[64rem]">{children}</dl>
}

interface FactProps {
  readonly name: string
  readonly children: ReactNode
  /** Of the machine: set in its own type. */
  readonly mono?: boolean
  readonly number?: boolean
}

export function Fact({ name, children, mono = false, number = false }: FactProps) {
  return (
    <div className="flex gap-x-4 py-1">
      <dt className="text-quiet w-28 shrink-0 md:w-40 first-letter:uppercase">{name}</dt>
      <dd className={`max-w-[72ch] min-w-0 ${mono ? 'text-small font-mono' : ''} ${number ? 'min-w-20 text-end' : 'grow'}`}>{children}</dd>
    </div>
  )
}
