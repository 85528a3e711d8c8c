import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type LoadFiles, type Loads, markersToWrite, type TableLooks } from './markers-to-write.js';

const START = '2026-11-22 14:16:05.791000';
/** The task began before its tables. */
const TASK_START = '2026-11-22 14:16:04.000000';
const NOW = new Date('2026-11-22T15:00:00Z');
const minutesAgo = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);
const loaded = (rows: number, rest: Partial<TableLooks> = {}): TableLooks => ({ state: 'Table completed', rows, errorRows: 0, isReloaded: false, beganAt: minutesAgo(40), loadedAt: minutesAgo(20), ...rest });

/** Two tables, brands with two rows in its files, and what a case has otherwise. */
function decide({ brands = loaded(2), events = loaded(3), brandFiles = { rows: 2, starts: [START] }, eventFiles = { rows: 3, starts: [START] }, ...rest }: Partial<Loads> & { brands?: TableLooks | null; events?: TableLooks | null; brandFiles?: LoadFiles; eventFiles?: LoadFiles }) {
    const looks = new Map(Object.entries({ brands, events }).flatMap(([table, look]) => (look === null ? [] : [[table, look] as const])));
    const { markers, waiting, refused, notReplicated } = markersToWrite({
        tables: ['brands', 'events'],
        task: { status: 'running', startedAt: TASK_START, resumedAt: null, isLoaded: true },
        looks,
        files: new Map(Object.entries({ brands: brandFiles, events: eventFiles })),
        marked: new Map(),
        now: NOW,
        ...rest,
    });
    return { markers, waiting: Object.fromEntries(waiting), refused: Object.fromEntries(refused), notReplicated: Object.fromEntries(notReplicated) };
}
const NONE = { rows: 0, starts: [] };
const brandsMarker = { schema: 'public', table: 'brands', start: START, rows: 2 };
const eventsMarker = { schema: 'public', table: 'events', start: START, rows: 3 };

describe('a marker is written', () => {
    test('when DMS says that a table is loaded and its files have as many rows, all of one start', () => {
        expect(decide({})).toEqual({ markers: [brandsMarker, eventsMarker], waiting: {}, refused: {}, notReplicated: {} });
    });

    test('never a second time, whatever the files say', () => {
        expect(decide({ marked: new Map([['brands', START]]), brandFiles: NONE })).toEqual({ markers: [eventsMarker], waiting: {}, refused: {}, notReplicated: {} });
    });

    test('also after the task has stopped, which is counted', () => {
        const { markers, notReplicated } = decide({ task: { status: 'stopped', startedAt: null, resumedAt: null, isLoaded: true } });
        expect(markers).toEqual([brandsMarker, eventsMarker]);
        expect(notReplicated).toEqual({ brands: 'The task is stopped', events: 'The task is stopped' });
    });

    test('for a table without rows with the earliest start that the task or another table of the load has', () => {
        expect(decide({ events: loaded(0), eventFiles: NONE }).markers).toEqual([brandsMarker, { ...eventsMarker, start: TASK_START, rows: 0 }]);
        const unnamed = { status: 'running', startedAt: null, resumedAt: null, isLoaded: true };
        expect(decide({ events: loaded(0), eventFiles: NONE, task: unnamed }).markers).toEqual([brandsMarker, { ...eventsMarker, rows: 0 }]);
        const earlier = '2026-11-22 14:15:00.000000';
        expect(decide({ events: loaded(0), eventFiles: NONE, marked: new Map([['brands', earlier]]) }).markers).toEqual([{ ...eventsMarker, start: earlier, rows: 0 }]);
    });

    test('for tables that all have no row with the start that DMS names for the task', () => {
        const start = '2026-11-22 14:16:04.000000';
        expect(decide({ brands: loaded(0), events: loaded(0), brandFiles: NONE, eventFiles: NONE }).markers).toEqual([
            { ...brandsMarker, start, rows: 0 },
            { ...eventsMarker, start, rows: 0 },
        ]);
    });
});

describe('a table waits', () => {
    test.each(['Before load', 'Full load', 'Table is being reloaded'])('while DMS says %j of it', (state) => {
        expect(decide({ events: loaded(3, { state }) })).toEqual({ markers: [brandsMarker], waiting: { events: `DMS says "${state}" of it` }, refused: {}, notReplicated: {} });
    });

    test('while fewer rows are in its files than DMS loaded, for an hour', () => {
        expect(decide({ eventFiles: { rows: 2, starts: [START] } })).toMatchObject({ markers: [brandsMarker], waiting: { events: 'Its files have 2 rows, and DMS loaded 3' }, refused: {} });
        expect(decide({ eventFiles: NONE, events: loaded(3, { loadedAt: minutesAgo(61) }) })).toMatchObject({ markers: [brandsMarker], waiting: {}, refused: { events: 'Its files have 0 rows, and DMS loaded 3 more than an hour ago' } });
    });

    test('that has no row while no other says when the load began', () => {
        expect(decide({ brands: loaded(2, { state: 'Full load' }), events: loaded(0), eventFiles: NONE })).toMatchObject({ markers: [], waiting: { events: 'It has no row, and no other table says yet when the load began' } });
    });

    test('that has no row while the only start that is known lies behind its load, which would delete what came since', () => {
        const resumed = '2026-11-22 14:50:00.000000';
        const task = { status: 'running', startedAt: null, resumedAt: null, isLoaded: true };
        expect(decide({ task, brandFiles: { rows: 2, starts: [resumed] }, events: loaded(0), eventFiles: NONE })).toMatchObject({ markers: [{ ...brandsMarker, start: resumed }], waiting: { events: expect.anything() as unknown } });
    });

    test.each([
        ['ten minutes ago', { events: loaded(0, { loadedAt: minutesAgo(9) }) }],
        ['at a time that DMS names', { events: loaded(0, { loadedAt: null }) }],
        ['with all the others', { events: loaded(0), task: { status: 'running', startedAt: null, resumedAt: null, isLoaded: false } }],
    ])('that has no row while it was not loaded %s, since a late count would empty it', (_case, some) => {
        expect(decide({ eventFiles: NONE, ...some })).toMatchObject({ markers: [brandsMarker], waiting: { events: 'DMS counts no row of it yet' } });
    });
});

describe('a marker is refused', () => {
    test.each([
        ['has more rows in its files than DMS loaded', { eventFiles: { rows: 4, starts: [START] } }, 'Its files have 4 rows, and DMS loaded 3: a part was loaded twice. Raise the generation and deploy'],
        ['has rows where DMS counts none', { events: loaded(0) }, 'Its files have 3 rows, and DMS loaded 0: a part was loaded twice. Raise the generation and deploy'],
        ['has several starts', { eventFiles: { rows: 3, starts: [START, '2026-11-22 14:20:00.000000'] } }, `Its files have 2 starts (${START}, 2026-11-22 14:20:00.000000): they are of several loads. Raise the generation and deploy`],
        ['has no start', { eventFiles: { rows: 3, starts: [] } }, 'Its rows have null for _dms_commit_ts, which is no start of a load'],
        ['has a start that no reader takes', { eventFiles: { rows: 3, starts: ['2026-02-31 14:16:05.791000'] } }, 'Its rows have "2026-02-31 14:16:05.791000" for _dms_commit_ts, which is no start of a load'],
        ['could not be loaded whole', { events: loaded(3, { errorRows: 1 }) }, 'DMS could not load 1 of its rows: mend them, raise the generation and deploy'],
        ['began to load when the task was resumed', { task: { status: 'running', startedAt: TASK_START, resumedAt: minutesAgo(30), isLoaded: true }, events: loaded(3, { beganAt: minutesAgo(29) }) }, 'Its load began when the task was resumed: raise the generation and deploy'],
        ['was loaded again within its task', { events: loaded(3, { isReloaded: true }) }, 'It was loaded again within its task: raise the generation and deploy'],
        ['was loaded again when its marker stood already', { events: loaded(3, { isReloaded: true }), marked: new Map([['events', START]]) }, 'It was loaded again within its task: raise the generation and deploy'],
    ])('when a table %s', (_case, some, why) => {
        expect(decide(some)).toMatchObject({ markers: [brandsMarker], refused: { events: why } });
    });
});

describe('a table counts as not replicated', () => {
    test.each(['Table error', 'Table cancelled', 'Table does not exist', 'Table suspended'])('when DMS says %j of it', (state) => {
        expect(decide({ events: loaded(3, { state }) })).toMatchObject({ markers: [brandsMarker], notReplicated: { events: `DMS says "${state}"` } });
    });

    test('also long after its load was marked', () => {
        const marked = new Map([['brands', START], ['events', START]]);
        expect(decide({ events: loaded(3, { state: 'Table error' }), marked }).notReplicated).toEqual({ events: 'DMS says "Table error"' });
    });

    test('when the task has loaded all it knows and does not know it, but not before', () => {
        expect(decide({ events: null }).notReplicated).toEqual({ events: 'The task does not know it: the user of replication may not read it' });
        expect(decide({ events: null, task: { status: 'running', startedAt: null, resumedAt: null, isLoaded: false } }).notReplicated).toEqual({});
    });

    test('with all others when there is no task, or one that does not run', () => {
        for (const status of [null, 'ready', 'created', 'stopped', 'failed', 'deprovisioned']) {
            expect(Object.keys(decide({ task: { status, startedAt: null, resumedAt: null, isLoaded: true } }).notReplicated), String(status)).toEqual(['brands', 'events']);
        }
        for (const status of ['starting', 'running', 'modifying', 'stopping', 'replication_starting']) {
            expect(decide({ task: { status, startedAt: null, resumedAt: null, isLoaded: true } }).notReplicated, status).toEqual({});
        }
    });
});

describe('whatever DMS and the files say', () => {
    const look = fc.record({
        state: fc.constantFrom('Table completed', 'Table completed', 'Full load', 'Table error'),
        rows: fc.nat(2),
        errorRows: fc.constantFrom(0, 0, 0, 1),
        isReloaded: fc.constantFrom(false, false, false, true),
        beganAt: fc.constantFrom(null, minutesAgo(50), minutesAgo(10)),
        loadedAt: fc.constantFrom(null, minutesAgo(1), minutesAgo(30), minutesAgo(90)),
    });
    const files = fc.record({ rows: fc.nat(3), starts: fc.subarray([START, '2026-11-22 14:17:00.000000', '']) });
    const tables = ['users', 'brands', 'events'];
    const byTable = <T>(value: fc.Arbitrary<T>) => fc.dictionary(fc.constantFrom(...tables), value).map((found) => new Map(Object.entries(found)));
    const loads: fc.Arbitrary<Loads> = fc.record({
        tables: fc.constant(tables),
        task: fc.record({ status: fc.constantFrom(null, 'running', 'stopped', 'starting'), startedAt: fc.constantFrom(null, TASK_START), resumedAt: fc.constantFrom(null, minutesAgo(20)), isLoaded: fc.boolean() }),
        looks: byTable(look),
        files: byTable(files),
        marked: byTable(fc.constant(START)),
        now: fc.constant(NOW),
    });

    test('a marker has exactly the rows of DMS and of the files, and a start that all files have', () => {
        fc.assert(
            fc.property(loads, (given) => {
                for (const { table, rows, start } of markersToWrite(given).markers) {
                    const { state, rows: counted } = given.looks.get(table)!;
                    expect([state, counted, given.files.get(table)?.rows ?? 0, given.marked.has(table)]).toEqual(['Table completed', rows, rows, false]);
                    if (rows > 0) expect(given.files.get(table)!.starts).toEqual([start]);
                    else expect(new Date(`${start.replace(' ', 'T')}Z`) <= given.looks.get(table)!.loadedAt! && start <= (given.task.startedAt ?? start)).toBe(true);
                    expect(start).not.toBe('');
                }
            }),
            { numRuns: 2000 },
        );
    });

    test('each table is marked, waits, or is refused, and a look at it a second time adds nothing', () => {
        fc.assert(
            fc.property(loads, (given) => {
                const { markers, waiting, refused } = markersToWrite(given);
                const accounted = [...markers.map(({ table }) => table), ...waiting.keys(), ...refused.keys(), ...[...given.marked.keys()].filter((table) => !refused.has(table))];
                expect(accounted.sort()).toEqual([...tables].sort());
                const marked = new Map([...given.marked, ...markers.map(({ table, start }): [string, string] => [table, start])]);
                const again = markersToWrite({ ...given, marked });
                expect(again.markers.filter(({ table }) => markers.some((marker) => marker.table === table))).toEqual([]);
            }),
            { numRuns: 2000 },
        );
    });
});
