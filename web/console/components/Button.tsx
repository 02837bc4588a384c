import type { ButtonHTMLAttributes } from 'react'

export type Weight = 'primary' | 'plain' | 'quiet'

const LOOKS: Record<Weight, string> = {
  primary: 'bg-ink text-paper border-ink hover:opacity-90',
  plain: 'bg-paper text-ink border-edge hover:bg-wash',
  quiet: 'bg-transparent text-quiet border-transparent hover:text-ink hover:bg-wash',
}

/** For links that stand where a button would. */
export function buttonClass(weight: Weight = 'plain'): string {
  return `inline-flex min-h-10 items-center justify-center gap-2 rounded-sm border px-4 text-body no-underline [overflow-wrap:normal] disabled:opacity-50 ${LOOKS[weight]}`
}

export function Button({
  weight = 'plain',
  className = '',
  ...rest
}: ButtonHTMLAttributes<HTMLButtonElement> & { readonly weight?: Weight }) {
  return <button type="button" {...rest} className={`${buttonClass(weight)} ${className}`} />
}
