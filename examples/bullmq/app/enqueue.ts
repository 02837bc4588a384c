import { setTimeout as delay } from 'node:timers/promises'
import { Queue } from 'bullmq'
import { connection } from './connection.ts'
import { EMAILS, type Mail } from './mails.ts'

const EVERY_MS = 5_000
const CONTOSO = { account: 'contoso', sentBy: { id: 'u-17', name: 'Dana' } }
const FABRIKAM = { account: 'fabrikam', sentBy: { id: 'u-23', name: 'Robin' } }

const emails = new Queue<Mail>(EMAILS, { connection })

for (let issue = 1; ; issue += 1) {
  const from = issue % 2 === 0 ? CONTOSO : FABRIKAM
  const readers = Array.from({ length: 40 + (issue % 4) * 4 }, (_, reader) => `reader-${reader}@${from.account}.example`)
  await emails.add('newsletter', { ...from, subject: `News ${issue}`, recipients: readers })
  if (issue % 3 === 0) {
    const to = issue % 2 === 0 ? 'new.colleague@contoso.example' : 'former.colleague@fabrikam.example'
    const attempts = { attempts: 3, backoff: { type: 'fixed', delay: 3_000 } }
    await emails.add('welcome', { ...from, subject: 'Welcome', recipients: [to] }, attempts)
  }
  await delay(EVERY_MS)
}
