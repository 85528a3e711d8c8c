import type { Applied } from './applied.js';
import { timeText } from './canonical-text.js';
import { POLICIES, policyRow } from './recurrence.js';
import { published } from './published.js';
import { views } from './views.js';
import type { Row } from './raw-record.js';
import { sourceTable } from './key.js';
import { quarantineId, wholeRecord } from './whole-record.js';

/**
 * All rows that a lake has to have, by `layer.table` and by the bare names of views; without what only runs know (the columns
 * `_run_id`, `run_id` and `released_run_id`, and the tables of their accounts).
 *
 * @param hashKey the lake's secret for hashes of personal data
 */
export function expectedRows(applied: Applied, hashKey: string): Map<string, Row[]> {
    const rows = new Map<string, Row[]>();
    for (const [table, ofTable] of applied.tables) {
        rows.set(
            `clean.${table}`,
            [...ofTable.values()].map(({ values, sequence, changedAt, isDeleted, isHidden }) => ({
                ...values,
                _change_time: String(sequence.time),
                _change_number: String(sequence.number),
                _changed_at: timeText(changedAt),
                _is_deleted: String(isDeleted),
                _is_hidden: String(isHidden),
            })),
        );
    }
    rows.set(
        'clean.product_versions',
        applied.productVersions.map(({ productId, brandId, categoryId, sequence, changedAt }) => ({
            product_id: productId,
            brand_id: brandId,
            category_id: categoryId,
            _change_time: String(sequence.time),
            _change_number: String(sequence.number),
            _changed_at: timeText(changedAt),
        })),
    );
    rows.set('clean.quarantine', quarantineRows(applied));
    const model = published(applied, hashKey);
    for (const [table, ofTable] of Object.entries(model)) rows.set(`model.${table}`, [...ofTable]);
    rows.set('model.recurrence_policies', POLICIES.map(policyRow));
    for (const [view, ofView] of Object.entries(views(model))) rows.set(view, [...ofView]);
    return rows;
}

/** Records that wait or were given up; those that were released are in force again and stand there for the memory of it. */
function quarantineRows({ quarantine }: Applied): Row[] {
    return quarantine.map(({ record, rule, dropped }) => {
        const column = sourceTable(record.table).rules.find(({ name }) => name === rule)?.column;
        return {
            quarantine_id: quarantineId(record),
            table_name: record.table,
            rule_name: rule,
            value: column === undefined ? null : (record.values[column] ?? null),
            file: record.place.file,
            file_row: String(record.place.row),
            record: wholeRecord(record),
            status: dropped === null ? 'open' : 'dropped',
            dropped_at: dropped === null ? null : timeText(dropped.droppedAt),
            drop_reason: dropped?.reason ?? null,
        };
    });
}
