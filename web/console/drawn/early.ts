/** An event of the document: a page that the server drew is live. A type alone, for the two scripts load nothing in common. */
export type NowLive = 'runtruth:live'

type Field = HTMLInputElement | HTMLSelectElement

/**
 * What a reader does with a drawn page before it is live is done again, in its order, when the answer is called. A button that
 * does nothing is pressed twice, and once was meant. Links work by themselves.
 */
export function keepEarly(): () => void {
  const again = new Map<object, () => void>()
  const noted = new AbortController()
  const how = { capture: true, signal: noted.signal }
  const keep = (of: object, redo: () => void) => {
    again.delete(of)
    again.set(of, redo)
  }
  document.addEventListener(
    'click',
    ({ target }) => {
      const button = target instanceof Element ? target.closest('button') : null
      if (button) keep(button, () => button.click())
    },
    how,
  )
  document.addEventListener(
    'input',
    ({ target }) => {
      if (!isField(target)) return
      const { value } = target
      keep(target, () => fill(target, value))
    },
    how,
  )
  document.addEventListener(
    'keydown',
    (event) => {
      const { key, ctrlKey, metaKey, altKey, target } = event
      if (ctrlKey || metaKey || altKey || isField(target) || key.length > 1 || key === ' ') return
      keep(event, () => document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true })))
    },
    how,
  )
  return () => {
    noted.abort()
    for (const redo of again.values()) redo()
  }
}

function isField(target: EventTarget | null): target is Field {
  return target instanceof HTMLInputElement || target instanceof HTMLSelectElement
}

/** React asks each field whether it holds something else than React last put into it, and took over what was there. */
function fill(field: Field, value: string): void {
  if (field instanceof HTMLSelectElement) {
    field.value = value
    field.dispatchEvent(new Event('change', { bubbles: true }))
    return
  }
  field.value = field.defaultValue
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(field, value)
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
