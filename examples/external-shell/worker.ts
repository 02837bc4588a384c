/** A process of its own, so that the operating system knows when it ends: it counts the stock, and closes what nobody will finish. */
import process from 'node:process'
import { rt } from './runtruth.ts'

await rt.worker({ name: 'counter' })

process.once('SIGTERM', () => void rt.close())
