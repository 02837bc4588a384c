import process from 'node:process'
import { PgBoss } from 'pg-boss'

export const INVOICES = 'invoice-pdf'
export const REMINDERS = 'payment-reminder'

/** What the billing of several customers asks for, each for its own. */
export interface Invoice {
  readonly customer: string
  readonly number: string
  readonly pages: number
  readonly requestedBy: { readonly id: string; readonly name: string }
}

export interface Reminder {
  readonly customer: string
  readonly invoice: string
  readonly to: string
}

export async function openQueue(instanceName: string): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: process.env['BILLING_DATABASE'] ?? '',
    instanceName,
    instanceHeartbeatSeconds: 5,
    monitorIntervalSeconds: 15,
  })
  boss.on('error', console.error)
  await boss.start()
  await boss.createQueue(INVOICES, { retryLimit: 1, expireInSeconds: 120 })
  await boss.createQueue(REMINDERS, { retryLimit: 2, retryDelay: 3, expireInSeconds: 60 })
  return boss
}
