import { describeSource } from '../contractSuite.ts'
import { describeInTheLedger } from '../ledgerSuite.ts'
import { GRAPHILE_CAN, openGraphileStand } from './openGraphileStand.ts'

describeSource('graphile-worker', GRAPHILE_CAN, openGraphileStand)
describeInTheLedger('graphile-worker', GRAPHILE_CAN, openGraphileStand)
