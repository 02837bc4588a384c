import process from 'node:process'
import { defineConfig, ensureWorkspace } from 'runtruth'
import { graphileWorkerSource, type JobToMap, type MappingOptions } from 'runtruth/graphile-worker'
import type { Export } from './app/exports.ts'

const whose: MappingOptions = {
  workspace: 'acme',
  tenant: (job: JobToMap<Export>) => job.payload.organization,
  initiator: (job: JobToMap<Export>) => job.payload.orderedBy,
}

export default defineConfig({
  operations: [],
  sources: [
    graphileWorkerSource({
      name: 'exports',
      workspace: 'acme',
      // A role that may only read.
      connection: process.env['EXPORTS_DATABASE_READ_ONLY'] ?? '',
      jobs: {
        export_csv: {
          ...whose,
          type: 'export.csv',
          label: 'Export to CSV',
          // An export takes 6 to 8 s. Graphile Worker knows nothing of a job but when it was locked: the window alone can suspect.
          lifecycle: { queuedWindow: '2m', runningWindow: '15s' },
          identity: (job: JobToMap<Export>) => [job.payload.organization, job.payload.table],
        },
        check_storage: {
          ...whose,
          type: 'storage.check',
          label: 'Check storage',
          lifecycle: { queuedWindow: '2m', runningWindow: '30s' },
        },
      },
    }),
  ],
  onReady: async (services) => {
    await ensureWorkspace(services, {
      slug: 'acme',
      name: 'Acme Exports',
      tenants: [
        { slug: 'contoso', name: 'Contoso' },
        { slug: 'fabrikam', name: 'Fabrikam' },
      ],
    })
  },
})
