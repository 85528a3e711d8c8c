import type { SourceTable } from '../table.js';
import type { Floor } from './merge.js';
import { HISTORY_LIMIT } from './raw-contract.js';

/**
 * Key and place in the order, as a number that sums: what differs in them sums differently but once in 2^64 times.
 * A decimal holds the sum of 10^19 of them.
 */
const fingerprint = (relation: string, key: string) => `sum(cast(xxhash64(cast(${relation}.${key} as string), ${relation}._change_time, ${relation}._change_number) as decimal(38, 0)))`;

/**
 * What the judged records of Spark's batch are by key and place alone, as one row: smallest and largest key, records that come to
 * more places than their own (they change a key, or are below the floor), those whose key stands in several, and number and fingerprint of those whose key stands
 * in no other one.
 */
export function sparkSurvey({ name, key: [key] }: SourceTable, floor: Floor): string {
    return `select
    min(judged.${key}) as first,
    max(judged.${key}) as last,
    count(judged._before_${key}) + count_if(judged._change_time >= ${HISTORY_LIMIT} and judged._change_time < ${floor.time}) as elsewhere,
    count_if(judged.${key} is null) as without_key,
    count(repeated.${key}) as repeated,
    count_if(judged.${key} is not null and repeated.${key} is null) as single,
    ${fingerprint('judged', key!)} filter (where judged.${key} is not null and repeated.${key} is null) as fingerprint
from judged_${name} as judged
left join repeated_${name} as repeated
    on judged.${key} = repeated.${key}`;
}

/** The same of the rows that this run wrote between two keys, to be compared with the survey; `hidden` ones come from broken records. */
export function sparkAppended({ name, key: [key] }: SourceTable): string {
    return `select
    count(*) as single,
    count_if(clean._is_hidden) as hidden,
    ${fingerprint('clean', key!)} as fingerprint
from clean.${name} as clean
left join repeated_${name} as repeated
    on clean.${key} = repeated.${key}
where
    clean.${key} between {first} and {last}
    and clean._run_id = run_id()
    and repeated.${key} is null`;
}

/** The account of the records whose key stands in no other one, when the rows are the records; the rest is joined by key. */
export function sparkAccountOfAppended({ name, key: [key] }: SourceTable): string {
    return `select
    case when judged._broken_rule is null then 'applied' else 'quarantined' end as outcome,
    judged._broken_rule,
    count(*) as records
from judged_${name} as judged
left join repeated_${name} as repeated
    on judged.${key} = repeated.${key}
where repeated.${key} is null
group by
    outcome,
    judged._broken_rule`;
}
