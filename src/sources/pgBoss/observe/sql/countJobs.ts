import type { Shape } from '../shape.ts'
import { followed } from './selectQueues.ts'

export interface CountRow {
  state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed'
  later: boolean
  count: string
}

export function countJobs(shape: Shape): string {
  return `
    select j.state::text as state, j.start_after > now() as later, count(*) as count
    from ${followed(shape)} join ${shape.schema}.job j on j.name = q.name group by 1, 2`
}
