import { expect, test } from 'vitest';
import { tableLooks, taskLooks } from './dms-looks.js';

test('a task began at the earliest moment that DMS names, to the millisecond, in the form of the files', () => {
    const [fresh, load, resumed] = [new Date('2026-11-22T14:16:04.120Z'), new Date('2026-11-22T14:16:05.791Z'), new Date('2026-11-23T08:00:00Z')];
    expect(taskLooks('running', { FreshStartDate: fresh, FullLoadStartDate: load, StartDate: resumed, FullLoadProgressPercent: 100 })).toEqual({ status: 'running', startedAt: '2026-11-22 14:16:04.120000', resumedAt: resumed, isLoaded: true });
    expect(taskLooks('starting', { FullLoadProgressPercent: 40 })).toEqual({ status: 'starting', startedAt: null, resumedAt: null, isLoaded: false });
    expect(taskLooks(undefined, undefined)).toEqual({ status: null, startedAt: null, resumedAt: null, isLoaded: false });
});

test('tables of other schemas do not count, and rows that failed for whatever reason count together', () => {
    const [beganAt, loadedAt] = [new Date('2026-11-22T14:17:00Z'), new Date('2026-11-22T14:20:00Z')];
    const looks = tableLooks([
        { SchemaName: 'public', TableName: 'brands', TableState: 'Table completed', FullLoadRows: 3, FullLoadErrorRows: 1, FullLoadCondtnlChkFailedRows: 2, FullLoadStartTime: beganAt, FullLoadEndTime: loadedAt, FullLoadReloaded: true },
        { SchemaName: 'public', TableName: 'events', TableState: 'Before load' },
        { SchemaName: 'dms', TableName: 'brands', TableState: 'Table error' },
    ]);
    expect(Object.fromEntries(looks)).toEqual({
        brands: { state: 'Table completed', rows: 3, errorRows: 3, isReloaded: true, beganAt, loadedAt },
        events: { state: 'Before load', rows: 0, errorRows: 0, isReloaded: false, beganAt: null, loadedAt: null },
    });
});
