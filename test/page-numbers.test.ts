import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { keepLake } from '../cli/dashboard/keep-lake.js';
import { KeptLake } from '../cli/dashboard/kept-lake.js';
import type { Choice } from '../dashboard/answers/choice.js';
import { visuals } from '../dashboard/visuals/index.js';
import { makeAggregates } from '../local/engine/build-aggregates.js';
import { lakePaths } from '../local/engine/lake-paths.js';
import { temporaryFolder, withLake } from './oracle/temporary-lake.js';

/** Names that begin alike, without being below each other. */
const PATHS = ['a', 'a.b', 'ab', 'a.b.c', 'a_b', 'b.a', 'A.b', 'a.', ''];
const BRANDS = ['acme', "o'neil", '=1+1', '%', '', 'Acme'];
const [DEVICES, CHANNELS] = [['mobile', 'desktop', 'unknown'], ['email', 'direct']];
/** Days of April 2020 with events: a hole in the middle, and one long before the last. */
const DAYS = [1, 2, 3, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 27];
const [FIRST, LAST] = [1, 27];

interface Fact {
    readonly event_date: Date;
    readonly day_of_week: number;
    readonly hour_of_day: number;
    readonly category_name: string;
    readonly brand: string;
    readonly device_type: string;
    readonly source_channel: string;
    readonly event_type: string;
    readonly cents: bigint;
}
type Session = { readonly session_date: Date; readonly device_type: string; readonly source_channel: string; readonly purchases: bigint };

const { path: folder, remove } = temporaryFolder();
let facts: Fact[];
let sessions: Session[];
let kept: KeptLake;

beforeAll(async () => {
    let seed = 7;
    const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
    const of = <T>(list: readonly T[]) => list[random(list.length)]!;
    const lines = Array.from({ length: 900 }, (_, n) => {
        const product = random(60);
        const time = `2020-04-${String(n < DAYS.length ? DAYS[n] : of(DAYS)).padStart(2, '0')} ${String(random(24)).padStart(2, '0')}:00:${String(n % 60).padStart(2, '0')} UTC`;
        return `${time},${of(['view', 'view', 'cart', 'purchase'])},${product},${1 + (product % PATHS.length)},${PATHS[product % PATHS.length]},${of(BRANDS)},${random(9000) / 100 + 1},${random(40)},s${random(300)}`;
    });
    const file = join(folder, 'april.csv');
    writeFileSync(file, `event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n${lines.join('\n')}\n`);
    const lake = join(folder, 'lake');
    await withLake(lake, [{ import: file }], async ({ database }) => {
        // Files of history have neither.
        for (const table of ['fact_user_events', 'fact_sessions']) {
            const pick = (list: readonly string[], salt: string) => `list_extract([${list.map((one) => `'${one}'`).join(', ')}], 1 + cast(hash(session_id || '${salt}') % ${list.length} as integer))`;
            await database.run(`update model.${table} set device_type = ${pick(DEVICES, 'd')}, source_channel = ${pick(CHANNELS, 'c')}`);
        }
        await makeAggregates({ database });
        facts = await database.rows<Fact>('select event_date, cast(day_of_week as integer) as day_of_week, cast(hour_of_day as integer) as hour_of_day, category_name, brand, device_type, source_channel, event_type, cast(price * quantity * 100 as bigint) as cents from model.fact_user_events');
        sessions = await database.rows<Session>('select session_date, device_type, source_channel, cast(purchases as bigint) as purchases from model.fact_sessions');
    });
    const target = join(folder, 'kept.duckdb');
    await keepLake({ paths: lakePaths(lake), target, scratch: folder, today: '2026-01-01', signal: new AbortController().signal });
    kept = await KeptLake.open(target, 1);
});
afterAll(() => {
    kept.retire();
    remove();
});

const dayOf = (number: number): string => new Date(Date.UTC(2020, 3, number)).toISOString().slice(0, 10);
/** The day of April 2020 that a date is; May 1 is 31. */
const numberOf = (date: Date): number => Math.round((date.getTime() - Date.UTC(2020, 3, 1)) / 86_400_000) + 1;

interface Asked {
    readonly choice: Choice;
    /** Days of April from and to, as the rule has them. */
    readonly from: number;
    readonly to: number;
}

const days: fc.Arbitrary<Pick<Choice, 'last' | 'from' | 'to'> & { first: number; final: number }> = fc.oneof(
    fc.integer({ min: 1, max: 40 }).map((last) => ({ last, from: null, to: null, first: LAST + 1 - last, final: LAST })),
    fc.constant({ last: 'all' as const, from: null, to: null, first: FIRST, final: LAST }),
    fc.tuple(fc.integer({ min: -9, max: 36 }), fc.integer({ min: 0, max: 20 })).map(([from, more]) => ({ last: null, from: dayOf(from), to: dayOf(from + more), first: from, final: from + more })),
    fc.integer({ min: -9, max: 36 }).map((from) => ({ last: null, from: dayOf(from), to: null, first: from, final: Math.max(from, LAST) })),
    fc.integer({ min: -9, max: 36 }).map((to) => ({ last: null, from: null, to: dayOf(to), first: Math.min(to, FIRST), final: to })),
);
const maybe = (list: readonly string[]) => fc.option(fc.constantFrom(...list), { nil: undefined });
const asked: fc.Arbitrary<Asked> = fc
    .record({ days, category: maybe([...PATHS.filter((path) => path !== ''), 'b', 'unknown', 'nobody']), brand: maybe([...BRANDS.filter((one) => one !== ''), 'unknown', 'nobody']), device: maybe([...DEVICES, 'nobody']), channel: maybe(CHANNELS) })
    .map(({ days: { first, final, ...chosen }, ...values }) => ({ choice: { ...chosen, values }, from: first, to: final }));

/** What is compared: days that are over, and as many whole periods before; null where the lake begins later. */
function compared({ from, to }: Asked): { now: [number, number]; before: [number, number] } | null {
    const end = Math.min(to, LAST - 1);
    const length = to - from + 1;
    return end < from || from - length < FIRST ? null : { now: [from, end], before: [from - length, end - length] };
}

const isBelow = (path: string, chosen: string | undefined) => chosen === undefined || path === chosen || path.startsWith(`${chosen}.`);
const is = (value: string, chosen: string | undefined) => chosen === undefined || value === chosen;
const factsOf = ({ values }: Choice) => facts.filter((one) => isBelow(one.category_name, values.category) && is(one.brand, values.brand) && is(one.device_type, values.device) && is(one.source_channel, values.channel));
const sessionsOf = ({ values }: Choice) => sessions.filter((one) => is(one.device_type, values.device) && is(one.source_channel, values.channel));
const within = (date: Date, [from, to]: readonly [number, number]) => numberOf(date) >= from && numberOf(date) <= to;

const purchasesIn = (list: readonly Fact[], range: readonly [number, number]) => list.filter((one) => one.event_type === 'purchase' && within(one.event_date, range));
const revenueIn = (list: readonly Fact[], range: readonly [number, number]) => Number(purchasesIn(list, range).reduce((sum, { cents }) => sum + cents, 0n)) / 100;
const conversionIn = (list: readonly Session[], range: readonly [number, number]) => {
    const here = list.filter((one) => within(one.session_date, range));
    return here.length === 0 ? null : here.filter(({ purchases }) => purchases > 0n).length / here.length;
};

const ask = (name: string, { choice }: Asked) => kept.answer(visuals.find((one) => one.name === name)!, choice);
/** What a figure has: the period, and where something is compared the two sides of that. */
const figure = <T>(one: Asked, of: (range: readonly [number, number]) => T): T[] => {
    const sides = compared(one);
    return [of([one.from, one.to]), ...(sides === null ? [] : [of(sides.now), of(sides.before)])];
};

describe('under any filter and any days, against the facts themselves', () => {
    const holds = (claim: (one: Asked) => Promise<void>) => fc.assert(fc.asyncProperty(asked, claim), { numRuns: 150 });

    it('a number of events is theirs', () =>
        holds(async (one) => {
            const list = factsOf(one.choice);
            expect((await ask('revenue', one)).rows).toEqual([figure(one, (range) => revenueIn(list, range))]);
            expect((await ask('purchases', one)).rows).toEqual([figure(one, (range) => purchasesIn(list, range).length)]);
        }));

    it('a share of sessions is theirs, whatever the category and brand', () =>
        holds(async (one) => {
            const list = sessionsOf(one.choice);
            const { rows, unreached } = await ask('conversion', one);
            expect(rows).toEqual([figure(one, (range) => conversionIn(list, range))]);
            expect(unreached).toEqual((['category', 'brand'] as const).filter((name) => one.choice.values[name] !== undefined));
        }));

    it('a trend has every day once, and beside it the day before it by as many', () =>
        holds(async (one) => {
            const list = factsOf(one.choice);
            const length = one.to - one.from + 1;
            const expected = Array.from({ length }, (_, place) => {
                const day = one.from + place;
                const [value, before] = [revenueIn(list, [day, day]), revenueIn(list, [day - length, day - length])];
                return [dayOf(day), value, ...(compared(one) === null ? [] : [before])];
            });
            const { rows, totals } = await ask('revenue-by-day', one);
            expect(rows).toEqual(expected);
            expect(totals).toEqual([revenueIn(list, [one.from, one.to])]);
        }));

    it.each([['brands', 'brand'], ['categories', 'category_name']] as const)('the ranking of %s has the largest, and says what all come to', (name, column) =>
        holds(async (one) => {
            const list = factsOf(one.choice);
            const sold = [...new Set(purchasesIn(list, [one.from, one.to]).map((fact) => fact[column]))].map((value) => {
                const own = list.filter((fact) => fact[column] === value);
                return { value, revenue: figure(one, (range) => revenueIn(own, range)), units: figure(one, (range) => purchasesIn(own, range).length) };
            });
            sold.sort((a, b) => b.revenue[0]! - a.revenue[0]! || (Buffer.compare(Buffer.from(a.value), Buffer.from(b.value))));
            const { rows, total, totals } = await ask(name, one);
            expect(rows).toEqual(sold.slice(0, 10).map(({ value, revenue, units }) => [value, ...revenue, ...units]));
            expect([total, totals]).toEqual([sold.length, [revenueIn(list, [one.from, one.to]), purchasesIn(list, [one.from, one.to]).length]]);
        }));

    it('the hours of the week are those of the purchases', () =>
        holds(async (one) => {
            const list = purchasesIn(factsOf({ ...one.choice, values: { device: one.choice.values.device, channel: one.choice.values.channel } }), [one.from, one.to]);
            const { rows } = await ask('hours-of-the-week', one);
            const counted = new Map<string, number>();
            for (const { day_of_week: day, hour_of_day: hour } of list) counted.set(`${day} ${hour}`, (counted.get(`${day} ${hour}`) ?? 0) + 1);
            expect(Object.fromEntries(rows.filter(([, , count]) => count !== 0).map(([day, hour, count]) => [`${day} ${hour}`, count]))).toEqual(Object.fromEntries(counted));
        }));

    it('a value that any event has is known, and so is all that stands above it', () =>
        holds(async (one) => {
            const { values } = one.choice;
            const all = { last: 'all', from: null, to: null } as const;
            const unknown = (['category', 'brand', 'device', 'channel'] as const).filter((name) => values[name] !== undefined && factsOf({ ...all, values: { [name]: values[name] } }).length === 0);
            expect((await kept.readChoice(one.choice)).unknown).toEqual(unknown);
        }));
});
