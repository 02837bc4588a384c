import { Button } from '../../components/Button.tsx'
import { ModalDialog } from '../../components/ModalDialog.tsx'
import { HUB_KEYS } from './useHubKeys.ts'

export function HelpDialog({ onClose }: { onClose(): void }) {
  return (
    <ModalDialog title="Keys" onClose={onClose}>
      <dl className="mt-3 grid grid-cols-[5rem_1fr] items-center gap-y-2">
        {HUB_KEYS.map(({ key, does }) => (
          <div key={key} className="contents">
            <dt>
              <kbd className="border-edge text-small rounded-sm border px-2 py-0.5 font-mono">{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <p className="text-quiet text-small mt-3">They do nothing while you type in a field.</p>
      <div className="mt-6 flex justify-end">
        <Button onClick={onClose}>Close</Button>
      </div>
    </ModalDialog>
  )
}
