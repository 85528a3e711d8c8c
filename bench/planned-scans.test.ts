import { expect, it } from 'vitest';
import { type PlanNode, plannedScans } from './planned-scans.js';

const scan = (table: string, projections?: string | readonly string[]): PlanNode => ({ name: 'SEQ_SCAN', children: [], extra_info: { Table: table, Type: 'Sequential Scan', ...(projections === undefined ? {} : { Projections: projections }) } });

it('are all scans below a node, with their columns: a list, a single name, or none', () => {
    const join: PlanNode = { name: 'HASH_JOIN', children: [scan('memory.model.visits', ['day', 'visits']), { name: 'FILTER', children: [scan('memory.model.days', 'day')], extra_info: { Expression: 'true' } }], extra_info: {} };
    expect(plannedScans([{ name: 'PROJECTION', children: [join, scan('memory.model.visits', ['day']), scan('memory.model.users')], extra_info: { Projections: ['day', 'another'] } }])).toEqual([
        { table: 'model.visits', columns: ['day', 'visits'] },
        { table: 'model.days', columns: ['day'] },
        { table: 'model.visits', columns: ['day'] },
        { table: 'model.users', columns: [] },
    ]);
});
