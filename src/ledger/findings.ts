/** What a verification of history can find, and what each finding means. */
export const FINDINGS = {
  outcome_does_not_match_status: 'Status and outcome contradict each other.',
  completion_time_does_not_match_status: 'Status and completion time contradict each other.',
  running_without_lease: 'It is running, but no lease says who runs it.',
  queued_event_missing: 'Its history does not begin with exactly one queueing.',
  end_event_missing: 'It has ended, but no event of its history says so.',
  end_event_doubled: 'Its history holds more than one end.',
  end_event_while_open: 'Its history holds an end, but it is still open.',
  amendment_not_recorded: 'Its reconciliation and its history disagree about a late report.',
  answer_does_not_hold: 'It is marked as answered by an operation that is missing, older, of another kind or not successful.',
  outcome_counts_differ: 'The counted totals differ from the operations themselves.',
} as const
export type Finding = keyof typeof FINDINGS
