import { Component, type ReactNode } from 'react'
import { Button } from './Button.tsx'
import { PageState } from './PageState.tsx'

/** A page that broke says so, instead of leaving nothing. A part that could not be fetched is mostly an older console. */
export class ErrorBoundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
  override readonly state = { broken: false }

  static getDerivedStateFromError(): { readonly broken: boolean } {
    return { broken: true }
  }

  override render(): ReactNode {
    if (!this.state.broken) return this.props.children
    return (
      <main className="mx-auto max-w-[80rem] px-4 md:px-8">
        <PageState title="This page broke" action={<Button onClick={() => location.reload()}>Load it again</Button>}>
          The console made a mistake, or was renewed while this page was open. Nothing was changed by it; operations go on.
        </PageState>
      </main>
    )
  }
}
