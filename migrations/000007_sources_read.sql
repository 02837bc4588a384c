-- A look at the queues of others, which belong to no one workspace, is written down like one at operations.
alter table runtruth.platform_events
  drop constraint a_platform_act_has_a_known_kind,
  add constraint a_platform_act_has_a_known_kind
    check (kind in ('platform_granted', 'platform_revoked', 'operations_read', 'sources_read'));
