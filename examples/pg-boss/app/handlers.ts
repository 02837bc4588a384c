import { setTimeout as delay } from 'node:timers/promises'
import type { Invoice, Reminder } from './queue.ts'

/** Stands for a slow renderer: a page takes its time. */
const PAGE_MS = 1_200

export async function renderInvoice({ pages }: Invoice, onPage: (page: number) => void = () => {}): Promise<{ pages: number }> {
  for (let page = 1; page <= pages; page += 1) {
    await delay(PAGE_MS)
    onPage(page)
  }
  return { pages }
}

export async function sendReminder({ to }: Reminder): Promise<void> {
  await delay(500)
  if (to.startsWith('former.')) throw new Error(`550 No such mailbox: ${to}`)
}
