import { Link, useSearchParams } from 'wouter'
import { useTitle } from '../../components/useTitle.ts'
import { pages } from '../../model/pages.ts'
import { PROBLEM_LABELS } from '../../../../src/truth/copy/labels.ts'
import { SystemOperations } from './SystemOperations.tsx'
import { SystemSources } from './SystemSources.tsx'

/** By what the address says; the first where it says nothing. */
const TABS = [
  { show: 'attention', label: PROBLEM_LABELS.active_stale_attention },
  { show: 'follow-up', label: PROBLEM_LABELS.terminal_follow_up },
  { show: 'queues', label: 'Queues' },
] as const

/** Across workspaces, for those who look after the platform. Every look is recorded, so it looks only when it is asked to. */
export function SystemPage() {
  const [search] = useSearchParams()
  const shown = TABS.find(({ show }) => show === search.get('show'))?.show ?? 'attention'
  useTitle('Operations of all workspaces')
  return (
    <div className="mx-auto max-w-[80rem] px-4 md:px-8">
      <header className="border-rule no-print flex items-center justify-between border-b">
        <p className="font-semibold">Runtruth</p>
        <Link href={pages.home} className="flex min-h-11 items-center hover:underline">
          Workspaces
        </Link>
      </header>
      <main className="pt-8 pb-16">
        <h1 className="text-title font-semibold">Operations of all workspaces</h1>
        <p className="text-quiet mt-1 max-w-[72ch]">Every look at this page is recorded with your name.</p>
        <nav aria-label="Show" className="border-rule mt-4 flex flex-wrap items-center gap-x-3 border-b md:gap-x-6">
          {TABS.map(({ show, label }) => (
            <Link
              key={show}
              href={`${pages.system}?show=${show}`}
              className={`-mb-px flex min-h-11 items-center border-b-2 ${show === shown ? 'border-ink' : 'border-transparent hover:underline'}`}
              {...(show === shown ? { 'aria-current': 'page' as const } : {})}
            >
              {label}
            </Link>
          ))}
        </nav>
        {shown === 'attention' ? <SystemOperations key={shown} problem="active_stale_attention" /> : null}
        {shown === 'follow-up' ? <SystemOperations key={shown} problem="terminal_follow_up" /> : null}
        {shown === 'queues' ? <SystemSources /> : null}
      </main>
    </div>
  )
}
