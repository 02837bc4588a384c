import { createContext, use, useCallback, useMemo, useState, type ReactNode } from 'react'
import { Link } from 'wouter'
import { Button } from './Button.tsx'

export interface ToastMessage {
  readonly text: string
  readonly href?: string
  readonly linkLabel?: string
}

type Tell = (message: ToastMessage) => void

const Telling = createContext<Tell>(() => {})

/** Says in one sentence what came of an action; it stays until it is dismissed or the next one comes. */
export function useTell(): Tell {
  return use(Telling)
}

export function ToastHost({ children }: { readonly children: ReactNode }) {
  const [message, setMessage] = useState<ToastMessage | null>(null)
  const tell = useCallback<Tell>((next) => setMessage(next), [])
  const dismiss = useMemo(() => () => setMessage(null), [])
  return (
    <Telling value={tell}>
      {children}
      <div role="status" aria-live="polite" className="no-print fixed inset-x-4 bottom-4 z-10 mx-auto max-w-[48rem]">
        {message === null ? null : (
          <div className="border-edge bg-paper flex flex-wrap items-center gap-4 rounded-sm border px-4 py-2">
            <span className="grow">{message.text}</span>
            {message.href === undefined ? null : (
              <Link href={message.href} className="underline" onClick={dismiss}>
                {message.linkLabel ?? 'View operation'}
              </Link>
            )}
            <Button weight="quiet" onClick={dismiss}>
              Dismiss
            </Button>
          </div>
        )}
      </div>
    </Telling>
  )
}
