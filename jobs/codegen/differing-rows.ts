import type { LakeTable } from '../../tables/index.js';

/**
 * The rows of `anew_<table>` that `published_<table>` has not, or has otherwise or more than once, and the keys that only it
 * has: with `_is_there`, whether the key has a row, and `_is_to_go`, whether what is published has to go first.
 */
export function differingRows({ name, key: [key], columns }: LakeTable): string {
    const others = Object.keys(columns).filter((column) => column !== key);
    return `select
    coalesce(anew.${key}, published.${key}) as ${key},
${others.map((column) => `    anew.${column},`).join('\n')}
    anew.${key} is not null as _is_there,
    published.${key} is not null and (anew.${key} is null or published._copies > 1) as _is_to_go
from anew_${name} as anew
full join (
    select * from (
        select
            *,
            count(*) over (partition by ${key}) as _copies,
            row_number() over (partition by ${key} order by ${key}) as _copy
        from published_${name}
    ) as copies
    where _copy = 1
) as published
    on anew.${key} = published.${key}
where
    anew.${key} is null
    or published.${key} is null
    or published._copies > 1
${others.map((column) => `    or anew.${column} is distinct from published.${column}`).join('\n')}`;
}
