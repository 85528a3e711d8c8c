/** One rule, broken on purpose: texts of files that are replaced by others. */
export interface Breaking {
    readonly name: string;
    readonly edits: readonly (readonly [file: string, from: string, to: string])[];
}

const MERGE = 'tables/derive/merge.ts';
const FLOORS = 'local/engine/floors.ts';
const RESTATED = 'sql/model/restated_events.sql';
const RESTATED_PRODUCTS = 'sql/model/restated_products.sql';
const FOLLOW = 'local/replication/follow-changes.ts';
const SESSION = 'local/replication/session.ts';
const LATER = "`(${one}._change_time > ${other}._change_time or (${one}._change_time = ${other}._change_time and ${one}._change_number > ${other}._change_number))`";

export const BREAKINGS: readonly Breaking[] = [
    { name: '1 order by time only', edits: [[MERGE, LATER, '`${one}._change_time > ${other}._change_time`']] },
    { name: '1 order by time only, within a batch', edits: [[MERGE, 'effects._change_time desc, effects._change_number desc,', 'effects._change_time desc,']] },
    { name: '2 numbers begin again with each start', edits: [[FOLLOW, 'this.#number = props.standing.number;', 'this.#number = 0;']] },
    { name: '2 the time of a change is its commit alone', edits: [[FOLLOW, 'const time = Math.max(this.#standing.time, hundredthsOf(micros));', 'const time = hundredthsOf(micros);']] },
    { name: "3 a load starts at the source's clock", edits: [[SESSION, 'Math.max(this.#state.time, this.#follower?.standing.time ?? 0, hundredthsOf(await this.#clock())) + 1', 'hundredthsOf(await this.#clock())']] },
    { name: '4 history without the hash of its content', edits: [['tables/derive/raw-contract.ts', "then cast(substr(_dms_seq, 17) as bigint) else 0", "then case when length(ltrim(substr(_dms_seq, 1, 16), '0')) < 14 then 0 else cast(substr(_dms_seq, 17) as bigint) end else 0"]] },
    { name: '5 validated after reducing', edits: [[MERGE, 'using changes_${table.name} as source\non', 'using (select * from changes_${table.name} where not _is_hidden) as source\non'], ['local/engine/apply-changes.ts', 'select * from changes_${name}`', 'select * from changes_${name} where not _is_hidden`']] },
    { name: '6 the deletion of an unknown key is dropped', edits: [[MERGE, "when not matched then insert *`;\n}\n\n/**\n * What", "when not matched and not source._is_deleted then insert *`;\n}\n\n/**\n * What"]] },
    { name: '13 account by subtraction: what is lost (6) counts as superseded', edits: [[MERGE, "when not matched then insert *`;\n}\n\n/**\n * What", "when not matched and not source._is_deleted then insert *`;\n}\n\n/**\n * What"], [MERGE, "then 'lost'", "then 'superseded'"]] },
    { name: '6 a tombstone keeps its attributes', edits: [[MERGE, 'when matched and (${isLater', "when matched and source._is_deleted and ${isLater('source', 'target')} then update set _change_time = source._change_time, _change_number = source._change_number, _changed_at = source._changed_at, _is_deleted = true, _is_hidden = false, _run_id = source._run_id\nwhen matched and (${isLater"]] },
    { name: '7 BI_ is ignored', edits: [['tables/derive/raw-contract.ts', 'cast(BI_${key} as ${keyType}) as', 'cast(null as ${keyType}) as']] },
    { name: '9 a broken record leaves the older state', edits: [[MERGE, 'where ${key} is not null\nunion all', "where ${key} is not null and (_broken_rule is null or _op = 'D')\nunion all"]] },
    { name: '9 the limit of event_time is of today', edits: [['sql/clean/events.sql', "event_time > _changed_at + interval '1' day", "event_time > cast(current_timestamp at time zone 'UTC' as timestamp) + interval '1' day"]] },
    { name: '10 a floor by the marker alone', edits: [[FLOORS, 'where found = rows', 'where true']] },
    { name: '10 a floor at the first file', edits: [[FLOORS, 'where found = rows', 'where found >= least(rows, 1)']] },
    { name: '10 a load is complete when its files first came', edits: [[FLOORS, 'max(run_id) as run_id\n', 'min(run_id) as run_id\n']] },
    { name: '10 a marker without a floor', edits: [[FLOORS, 'where found = rows', 'where false']] },
    { name: '10 no floor for what arrives later', edits: [[MERGE, 'const isOvertaken = floor === undefined ?', 'const isOvertaken = true ?'], [MERGE, "const raised = (column: string, value: string) => (floor === undefined", "const raised = (column: string, value: string) => (value !== '~'"]] },
    { name: '10 a floor deletes nothing that is there', edits: [['local/engine/apply-changes.ts', 'if (floor?.isNew)', 'if (floor?.isNew && false)']] },
    { name: '10 a floor is above history', edits: [[MERGE, 'where _change_time >= ${HISTORY_LIMIT} and _change_time < ${time}', 'where _change_time < ${time}'], [MERGE, '`not _is_history and _change_time < ${floor.time}`', '`_change_time < ${floor.time}`']] },
    { name: '10 tombstones do not rise to the floor', edits: [[MERGE, 'and _change_time < ${time}`', 'and _change_time < ${time} and not _is_deleted`']] },
    { name: '11 a reload goes to the same generation', edits: [[SESSION, 'const generation = this.#state.generation + 1;', 'const generation = Math.max(1, this.#state.generation);']] },
    { name: '11 a file is known by its path alone', edits: [['local/engine/plan.ts', '`${file.path}\\n${file.checksum}`', 'file.path']] },
    { name: '12 a plan is not resumed under its number', edits: [['local/engine/plan.ts', "    if (unfinished !== undefined) {\n        const entries", "    if (unfinished?.stage === 'applied') {\n        const next = await nextRunId(database);\n        await database.run(`update state.runs set run_id = ${next} where run_id = ${unfinished.run_id}`);\n        unfinished.run_id = BigInt(next);\n    }\n    if (unfinished !== undefined) {\n        const entries"]] },
    { name: '12 an unfinished plan is forgotten', edits: [['local/engine/plan.ts', "from state.runs where stage <> 'finished'\");\n    if (unfinished !== undefined) {\n        const", "from state.runs where stage = 'none'\");\n    if (unfinished !== undefined) {\n        const"]] },
    { name: '13 what was there counts as applied again', edits: [[MERGE, "            when clean._run_id < run_id() then 'duplicate'\n", '']] },
    { name: '13 copies within a run count as applied each', edits: [[MERGE, "            else 'repeated'\n", "            else 'applied'\n"]] },
    { name: '14 touched sessions are those of the new place', edits: [['sql/model/touched_sessions.sql', '    select published.session_id\n    from model.fact_user_events as published\n    inner join changed_events\n        on published.event_id = changed_events.event_id', '    select session_id from changed_sessions']] },
    { name: '14 older events of a touched session are left out', edits: [['local/engine/select-touched.ts', 'where: () => `_run_id < run_id() and', 'where: () => `_run_id = run_id() and']] },
    { name: '14 a row that a run replaces stays', edits: [['local/engine/build-model.ts', '    await deleteRows(database, `model.${name}`', "    if (name !== 'fact_user_events') await deleteRows(database, `model.${name}`"]] },
    { name: '15 the version as of publication', edits: [['sql/model/fact_user_events.sql', 'and events.event_time >= periods.valid_from\n            and events.event_time < periods.valid_until', "and periods.valid_until = timestamp_ntz '9999-12-31 00:00:00'"]] },
    { name: '15 a late version does not restate', edits: [[RESTATED_PRODUCTS, '        select * from new_versions\n        union all\n', '']] },
    { name: '15 the lowest version restates from its time on only', edits: [[RESTATED_PRODUCTS, "case when sequence_rank = 1 then timestamp_ntz '0001-01-01 00:00:00' else _changed_at end", '_changed_at']] },
    { name: '15 a rename does not restate', edits: [[RESTATED_PRODUCTS, '        select\n            product_id,\n            timestamp_ntz \'0001-01-01 00:00:00\' as restated_from\n        from renamed_products', "        select product_id, timestamp_ntz '9999-01-01 00:00:00' as restated_from from renamed_products"]] },
    { name: '15 an update makes no version', edits: [['sql/clean/product_versions.sql', "and _op <> 'D'", "and _op = 'I'"]] },
    { name: '16 an event before its session is not completed', edits: [[RESTATED, "    select session_id from clean.sessions\n    where _run_id = run_id()", '    select session_id from clean.sessions\n    where false']] },
    { name: '17 sums forget events that are described otherwise', edits: [['local/engine/build-aggregates.ts', 'where event_id in (select event_id from touched_events)', 'where event_id in (select event_id from clean.events where _run_id = run_id())']] },
    { name: '17 sums know no other visits of a user', edits: [['local/engine/build-aggregates.ts', 'and session_id not in (select session_id from touched_sessions)', 'and false']] },
];
