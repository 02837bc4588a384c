import { resolve } from 'node:path'
import { z } from 'zod'
import { RuntruthError } from '../errors.ts'
import { LOG_LEVELS } from '../log.ts'
import { WEBHOOK_TARGETS, type WebhookTargets } from '../notify/target.ts'

type LogLevel = (typeof LOG_LEVELS)[number]

/** What the process is told from outside; absent means not set. Values are never printed: some are secrets. */
export interface Environment {
  readonly databaseUrl: string | undefined
  readonly port: number | undefined
  /** Absolute. */
  readonly dataDir: string
  readonly token: string | undefined
  /** Signs the cookies of people who sign in; the same for every server of an installation. */
  readonly secret: string | undefined
  /** Where browsers reach it. */
  readonly publicUrl: string | undefined
  /** Where webhooks may lead. */
  readonly webhookTargets: WebhookTargets
  readonly logLevel: LogLevel | undefined
}

const DEFAULT_DATA_DIR = '.runtruth'

const shape = z.object({
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, { error: 'is not a PostgreSQL address. Expected postgres://user:password@host:port/database.' })
    .optional(),
  PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'is not a port. Expected a whole number from 0 to 65535.' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'is not a port. Expected a whole number from 0 to 65535.' })
    .optional(),
  RUNTRUTH_DATA_DIR: z.string().default(DEFAULT_DATA_DIR),
  RUNTRUTH_TOKEN: z
    .string()
    .regex(/^rt_\S+$/, { error: 'is not a token. Expected what `runtruth token create` printed, beginning with rt_.' })
    .optional(),
  RUNTRUTH_SECRET: z.string().min(32, { error: 'is too short. Expected at least 32 random characters.' }).optional(),
  RUNTRUTH_PUBLIC_URL: z
    .string()
    .refine((text) => /^https?:\/\//.test(text) && URL.canParse(text), {
      error: 'is not an address. Expected one such as https://ops.example/runtruth.',
    })
    .optional(),
  RUNTRUTH_WEBHOOK_TARGETS: z.enum(WEBHOOK_TARGETS, { error: `is not known. Expected ${WEBHOOK_TARGETS.join(' or ')}.` }).default('public'),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `is not a log level. Expected one of ${LOG_LEVELS.join(', ')}.` }).optional(),
})

/** Reads it whole, before anything starts. Throws `invalid_config` naming every value that does not fit and what was expected. */
export function readEnvironment(env: Readonly<Record<string, string | undefined>>, cwd: string): Environment {
  // An empty value is how compose files and CI say "not set".
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value.trim() !== ''))
  const read = shape.safeParse(given)
  if (!read.success) {
    const sentences = read.error.issues.map((issue) => `${issue.path.map(String).join('.')} ${issue.message}`)
    throw new RuntruthError('invalid_config', [...new Set(sentences)].join(' '), {
      variables: read.error.issues.map((issue) => issue.path[0]),
    })
  }
  const {
    DATABASE_URL,
    PORT,
    RUNTRUTH_DATA_DIR,
    RUNTRUTH_TOKEN,
    RUNTRUTH_SECRET,
    RUNTRUTH_PUBLIC_URL,
    RUNTRUTH_WEBHOOK_TARGETS,
    LOG_LEVEL,
  } = read.data
  return {
    databaseUrl: DATABASE_URL,
    port: PORT,
    dataDir: resolve(cwd, RUNTRUTH_DATA_DIR),
    token: RUNTRUTH_TOKEN,
    secret: RUNTRUTH_SECRET,
    publicUrl: RUNTRUTH_PUBLIC_URL,
    webhookTargets: RUNTRUTH_WEBHOOK_TARGETS,
    logLevel: LOG_LEVEL,
  }
}

function isPostgresUrl(text: string): boolean {
  try {
    return ['postgres:', 'postgresql:'].includes(new URL(text).protocol)
  } catch {
    return false
  }
}
