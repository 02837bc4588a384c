import { describeSource } from '../contractSuite.ts'
import { describeInTheLedger } from '../ledgerSuite.ts'
import { BULLMQ_CAN } from './openBullmqStand.ts'
import { openPostgresStand } from './openPostgresStand.ts'

describeSource('bullmq over PostgreSQL', BULLMQ_CAN, openPostgresStand)
describeInTheLedger('bullmq over PostgreSQL', BULLMQ_CAN, openPostgresStand)
