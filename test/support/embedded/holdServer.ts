/** Starts an embedded server on the data directory named by the argument, tells where it is and holds it until killed. */
import process from 'node:process'
import { startEmbeddedPostgres } from '../../../src/db/embedded/startEmbeddedPostgres.ts'

const [dataDir] = process.argv.slice(2)
if (dataDir === undefined) throw new Error('Name a data directory.')
const { url, pid } = await startEmbeddedPostgres({ dataDir, settings: { fsync: 'off' } })
process.stdout.write(`${JSON.stringify({ url, pid })}\n`)
