import process from 'node:process'

export const connection = { url: process.env['MAIL_REDIS'] ?? 'redis://127.0.0.1:6379' }
