import { useId, type InputHTMLAttributes, type ReactNode } from 'react'

export const INPUT = 'border-edge bg-paper text-ink min-h-10 w-full rounded-sm border px-3 aria-invalid:border-lost'

/** One line to fill in: its name above it, what is expected and what is wrong below, all read out with it. */
export function Field({
  label,
  hint,
  problem = null,
  after,
  ...input
}: InputHTMLAttributes<HTMLInputElement> & {
  readonly label: string
  readonly hint?: ReactNode
  readonly problem?: string | null
  /** Stands beside the input, e.g. a button that shows a password. */
  readonly after?: ReactNode
}) {
  const id = useId()
  const described = [hint === undefined ? null : `${id}-hint`, problem === null ? null : `${id}-problem`].filter((part) => part !== null)
  return (
    <div>
      <label htmlFor={id} className="block font-semibold">
        {label}
      </label>
      <div className="mt-1 flex items-center gap-2">
        <input
          {...input}
          id={id}
          className={INPUT}
          {...(problem === null ? {} : { 'aria-invalid': true })}
          {...(described.length === 0 ? {} : { 'aria-describedby': described.join(' ') })}
        />
        {after}
      </div>
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className="text-small text-quiet mt-1">
          {hint}
        </p>
      )}
      {problem === null ? null : (
        <p id={`${id}-problem`} className="text-small text-lost mt-1">
          {problem}
        </p>
      )}
    </div>
  )
}
