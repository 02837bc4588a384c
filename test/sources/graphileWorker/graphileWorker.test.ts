import { describeSource } from '../contractSuite.ts'
import { GRAPHILE_CAN, openGraphileStand } from './openGraphileStand.ts'

describeSource('graphile-worker', GRAPHILE_CAN, openGraphileStand)
