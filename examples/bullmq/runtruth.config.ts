import { defineConfig, ensureWorkspace } from 'runtruth'
import { bullmqSource, type JobToMap, type MappingOptions } from 'runtruth/bullmq'
import { connection } from './app/connection.ts'
import { EMAILS, type Mail } from './app/mails.ts'

const whose: MappingOptions = {
  workspace: 'acme',
  tenant: (job: JobToMap<Mail>) => job.payload.account,
  initiator: (job: JobToMap<Mail>) => job.payload.sentBy,
  // Addresses are nobody's business here.
  input: (job: JobToMap<Mail>) => ({ subject: job.payload.subject, recipients: job.payload.recipients.length }),
}

export default defineConfig({
  operations: [],
  sources: [
    bullmqSource({
      name: 'mail',
      workspace: 'acme',
      connection: { redis: connection.url },
      queues: [EMAILS],
      // As the workers have it; Redis does not tell.
      lockDuration: '10s',
      jobs: {
        newsletter: {
          ...whose,
          type: 'newsletter.send',
          label: 'Send newsletter',
          lifecycle: { queuedWindow: '2m', runningWindow: '2m' },
          identity: (job: JobToMap<Mail>) => [job.payload.subject],
        },
        welcome: { ...whose, type: 'welcome.send', label: 'Send welcome', lifecycle: { queuedWindow: '2m', runningWindow: '1m' } },
      },
    }),
  ],
  onReady: async (services) => {
    await ensureWorkspace(services, {
      slug: 'acme',
      name: 'Acme Mail',
      tenants: [
        { slug: 'contoso', name: 'Contoso' },
        { slug: 'fabrikam', name: 'Fabrikam' },
      ],
    })
  },
})
