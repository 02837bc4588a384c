export interface ShapeRow {
  jobColumns: string[] | null
  queueColumns: string[] | null
  hasInstances: boolean
  unindexedBytes: string
}

/**
 * What this release of pg-boss keeps; $1 is the schema. Unindexed are the tables of jobs that cannot tell by an index what was
 * created, what ended or what became due lately: before 12.38 all of them, and later ones until pg-boss has built the indexes.
 */
export const SELECT_SHAPE = `
  with boss as (
    select to_regclass(format('%I.job', $1::text)) as job, to_regclass(format('%I.queue', $1::text)) as queue
  ), leaf as (
    select t.relid::oid as id from boss, pg_partition_tree(boss.job) t where t.isleaf
    union select boss.job::oid from boss
  )
  select
    (select array_agg(a.attname::text) from pg_attribute a, boss where a.attrelid = boss.job and a.attnum > 0 and not a.attisdropped) as "jobColumns",
    (select array_agg(a.attname::text) from pg_attribute a, boss where a.attrelid = boss.queue and a.attnum > 0 and not a.attisdropped) as "queueColumns",
    to_regclass(format('%I.instance', $1::text)) is not null as "hasInstances",
    (select coalesce(sum(pg_relation_size(leaf.id)), 0) from leaf
      where (select count(distinct k.keys) from pg_index i
        cross join lateral (select substring(pg_get_indexdef(i.indexrelid) from '\\(name, (created_on|completed_on|state, blocked, start_after)\\)') as keys) k
        where i.indrelid = leaf.id and i.indisvalid) < 3) as "unindexedBytes"`
