import type { WireOperation } from '../../../../../src/http/contract.ts'
import { formatNumber } from '../../../../../src/truth/index.ts'

/** "2 of 3", "none of 3 yet", "1": an operation that has one attempt only needs no "of". */
export function attemptWords({ attempt, maxAttempts, status }: Pick<WireOperation, 'attempt' | 'maxAttempts' | 'status'>): string {
  const most = maxAttempts > 1 ? ` of ${formatNumber(maxAttempts)}` : ''
  if (attempt > 0) return attempt > maxAttempts ? formatNumber(attempt) : `${formatNumber(attempt)}${most}`
  return status === 'completed' ? `none${most}` : `none${most} yet`
}
