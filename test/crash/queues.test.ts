import { describeInTheLedger } from '../sources/ledgerSuite.ts'
import { GRAPHILE_CAN, openGraphileStand } from '../sources/graphileWorker/openGraphileStand.ts'

describeInTheLedger('Graphile Worker', GRAPHILE_CAN, openGraphileStand)
