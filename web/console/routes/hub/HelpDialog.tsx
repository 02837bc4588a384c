import { useEffect, useRef } from 'react'
import { Button } from '../../components/Button.tsx'
import { HUB_KEYS } from './useHubKeys.ts'

export function HelpDialog({ onClose }: { onClose(): void }) {
  const dialog = useRef<HTMLDialogElement>(null)
  useEffect(() => {
    const shown = dialog.current
    const before = document.activeElement
    shown?.showModal()
    return () => {
      shown?.close()
      if (before instanceof HTMLElement) before.focus()
    }
  }, [])
  return (
    <dialog
      ref={dialog}
      aria-labelledby="hub-keys"
      className="border-rule w-[min(24rem,calc(100vw-2rem))] rounded-sm border p-6"
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
    >
      <h2 id="hub-keys" className="text-title font-semibold">
        Keys
      </h2>
      <dl className="mt-3 grid grid-cols-[5rem_1fr] gap-y-1">
        {HUB_KEYS.map(({ key, does }) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="border-edge text-small rounded-sm border px-2 font-mono">{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="text-quiet text-small mt-3">They do nothing while you type in a field.</p>
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </dialog>
  )
}
