import { ChevronRight } from 'lucide-react'
import { useRef, useState } from 'react'
import type { WireType } from '../../../../src/http/contract.ts'
import { StartForm } from './StartForm.tsx'

/** What may be started here, one line each; the one that is chosen opens in its place. */
export function StartList({ types, tenant }: { readonly types: readonly WireType[]; readonly tenant: string }) {
  const [chosen, choose] = useState<string | null>(null)
  const buttons = useRef(new Map<string, HTMLButtonElement>())
  function close(type: string): void {
    choose(null)
    buttons.current.get(type)?.focus()
  }
  return (
    <ul className="border-rule border-b">
      {types.map((type) => {
        const open = chosen === type.type
        return (
          <li key={type.type} className="border-rule border-t">
            <button
              type="button"
              aria-expanded={open}
              className="hover:bg-wash flex min-h-11 w-full items-center gap-3 py-2 text-start"
              ref={(button) => {
                if (button) buttons.current.set(type.type, button)
              }}
              onClick={() => choose(open ? null : type.type)}
            >
              <ChevronRight size={16} aria-hidden="true" className={`text-quiet shrink-0 ${open ? 'rotate-90' : 'rtl:rotate-180'}`} />
              <span className="flex min-w-0 grow flex-wrap items-baseline gap-x-3">
                <bdi className={open ? 'font-semibold' : ''}>{type.label}</bdi>
                <span className="text-small text-quiet font-mono">{type.type}</span>
              </span>
            </button>
            {open ? <StartForm type={type} tenant={tenant} onClose={() => close(type.type)} /> : null}
          </li>
        )
      })}
    </ul>
  )
}
