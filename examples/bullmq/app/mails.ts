import { setTimeout as delay } from 'node:timers/promises'
import type { Job } from 'bullmq'

export const EMAILS = 'emails'

/** Who sends, for whom, and how many get it; a welcome goes to one. */
export interface Mail {
  readonly account: string
  readonly sentBy: { readonly id: string; readonly name: string }
  readonly subject: string
  readonly recipients: readonly string[]
}

/** Stands for a mail server: a message takes its time. */
const MESSAGE_MS = 300

export async function deliver(job: Job<Mail>): Promise<{ delivered: number }> {
  const { recipients } = job.data
  for (const [index, recipient] of recipients.entries()) {
    await delay(MESSAGE_MS)
    if (recipient.startsWith('former.')) throw new Error(`550 No such mailbox: ${recipient}`)
    await job.updateProgress({ processed: index + 1, total: recipients.length })
  }
  return { delivered: recipients.length }
}
