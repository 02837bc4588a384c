import type { ReactNode } from 'react'

/** What the section is for, and the one thing to do in it. */
export function SectionHead({
  title,
  children,
  action,
}: {
  readonly title: string
  readonly children: ReactNode
  readonly action?: ReactNode
}) {
  return (
    <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4 pt-6">
      <div className="max-w-[72ch]">
        <h2 className="font-semibold">{title}</h2>
        <p className="text-quiet mt-1">{children}</p>
      </div>
      {action}
    </div>
  )
}
