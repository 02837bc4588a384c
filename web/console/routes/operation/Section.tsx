import type { ReactNode } from 'react'

/** A part of the page under its own thin rule; it can be led to. */
export function Section({ id, title, children }: { readonly id: string; readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-labelledby={`${id}-title`} className="border-rule mt-8 border-t pt-4">
      <h2 id={`${id}-title`} tabIndex={-1} className="text-body font-semibold">
        {title}
      </h2>
      <div className="mt-3">{children}</div>
    </section>
  )
}

/** Leads the eye and the focus to a section of this page. */
export function goToSection(id: string): void {
  const title = document.getElementById(`${id}-title`)
  title?.focus({ preventScroll: true })
  title?.scrollIntoView({ block: 'start' })
}
