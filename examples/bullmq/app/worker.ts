import process from 'node:process'
import { Worker } from 'bullmq'
import { connection } from './connection.ts'
import { deliver, EMAILS } from './mails.ts'

// Each process under a name of its own: node app/worker.ts mailer-1
const [name = 'mailer'] = process.argv.slice(2)
const worker = new Worker(EMAILS, deliver, { connection, name, concurrency: 2, lockDuration: 10_000 })
worker.on('error', console.error)

process.once('SIGTERM', () => void worker.close())
