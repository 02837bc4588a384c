import process from 'node:process'
import { defineConfig, ensureWorkspace } from 'runtruth'
import { pgBossSource, type JobToMap } from 'runtruth/pg-boss'
import { INVOICES, REMINDERS, type Invoice, type Reminder } from './app/queue.ts'

export default defineConfig({
  operations: [],
  sources: [
    pgBossSource({
      name: 'billing',
      workspace: 'acme',
      // A role that may only read.
      connection: process.env['BILLING_DATABASE_READ_ONLY'] ?? '',
      jobs: {
        [INVOICES]: {
          type: 'invoice.render',
          label: 'Render invoice',
          lifecycle: { queuedWindow: '2m', runningWindow: '3m' },
          workspace: 'acme',
          tenant: (job: JobToMap<Invoice>) => job.payload.customer,
          initiator: (job: JobToMap<Invoice>) => job.payload.requestedBy,
          identity: (job: JobToMap<Invoice>) => [job.payload.number],
        },
        [REMINDERS]: {
          type: 'reminder.send',
          label: 'Send payment reminder',
          lifecycle: { queuedWindow: '2m', runningWindow: '1m' },
          workspace: 'acme',
          tenant: (job: JobToMap<Reminder>) => job.payload.customer,
          // The address is nobody's business here.
          input: (job: JobToMap<Reminder>) => ({ invoice: job.payload.invoice }),
        },
      },
    }),
  ],
  onReady: async (services) => {
    await ensureWorkspace(services, {
      slug: 'acme',
      name: 'Acme Billing',
      tenants: [
        { slug: 'contoso', name: 'Contoso' },
        { slug: 'fabrikam', name: 'Fabrikam' },
      ],
    })
  },
})
