import type { ReactNode } from 'react'
import { useTitle } from '../../components/useTitle.ts'

/** Around the pages before any workspace: a name, one column, nothing else. */
export function EntranceFrame({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useTitle(title)
  return (
    <div className="mx-auto max-w-[80rem] px-4 md:px-8">
      <header className="border-rule no-print border-b">
        <p className="flex min-h-11 items-center font-semibold">Runtruth</p>
      </header>
      <main className="max-w-[26rem] pt-10 pb-16">
        <h1 className="text-title font-semibold">{title}</h1>
        {children}
      </main>
    </div>
  )
}
