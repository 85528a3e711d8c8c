import { describe, expect, it } from 'vitest';
import { rowsOf } from './change.js';
import type { PlannedStep } from './planned-step.js';
import { ShopPlan, type ShopPlanProps } from './shop-plan.js';
import { ShopState } from './shop-state.js';

const FROM = Date.UTC(2026, 0, 1);
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const SIZE = { users: 50, products: 50 };

function planned(props: Partial<ShopPlanProps>, steps = Infinity): { steps: PlannedStep[]; state: ShopState } {
    const state = new ShopState({ clock: FROM, ...SIZE });
    const plan = new ShopPlan(state, { seed: 1, changesPerSecond: 20, batch: 1, ...SIZE, ...props });
    const made: PlannedStep[] = [];
    for (let step = plan.next(); step !== null && made.length < steps; step = plan.next()) made.push(step);
    return { steps: made, state };
}

const rows = ({ changes }: PlannedStep) => changes.reduce((sum, change) => sum + rowsOf(change), 0);

describe('a plan', () => {
    it('has as many row changes as its rate says over weeks, most of them in the evening and no day like another', () => {
        const { steps } = planned({ changesPerSecond: 0.02, until: FROM + 28 * DAY });
        const changes = steps.slice(1);
        const sum = (some: readonly PlannedStep[]) => some.reduce((all, step) => all + rows(step), 0);
        const mean = 0.02 * 28 * 86_400;
        expect(sum(changes) / mean).toBeGreaterThan(0.93);
        expect(sum(changes) / mean).toBeLessThan(1.07);
        const atHour = (hour: number) => sum(changes.filter(({ at }) => Math.floor((at % DAY) / HOUR) === hour));
        expect(atHour(16)).toBeGreaterThan(8 * atHour(0));
        const days = Array.from({ length: 28 }, (_, day) => sum(changes.filter(({ at }) => Math.floor((at - FROM) / DAY) === day)));
        expect(Math.max(...days)).toBeGreaterThan(1.3 * Math.min(...days));
        expect(steps.every(({ at }, place) => place === 0 || at >= steps[place - 1]!.at)).toBe(true);
        expect(steps.at(-1)!.at).toBeLessThan(FROM + 28 * DAY);
    });

    it('has values that are hard to carry: strange and longest texts, nulls, extremes, faults and late events', () => {
        const { steps } = planned({ batch: 9 }, 12_000);
        const values = new Map<string, Set<unknown>>();
        let latest = 0;
        let earliest = 0;
        for (const { at, changes } of steps) {
            for (const change of changes) {
                if (change.op !== 'insert' && change.op !== 'update') continue;
                for (const row of change.op === 'insert' ? change.rows : change.rows.map(({ set }) => set ?? {})) {
                    for (const [column, value] of Object.entries(row)) {
                        const name = `${change.table}.${column}`;
                        if (!values.has(name)) values.set(name, new Set());
                        values.get(name)!.add(value);
                    }
                    if (change.op === 'insert' && change.table === 'events') {
                        const late = at - Date.parse(String(row.event_time));
                        latest = Math.max(latest, late < 20 * 365 * DAY ? late : 0);
                        earliest = Math.min(earliest, late);
                    }
                }
            }
        }
        const nullable = ['users.name', 'users.email', 'users.created_at', 'categories.category_name', 'categories.parent_id', 'products.name', 'products.brand_id', 'products.category_id', 'products.price', 'products.stock', 'users.external_id', 'products.external_id', 'sessions.user_id', 'sessions.device_type', 'sessions.channel', 'sessions.started_at', 'sessions.external_id'];
        expect(nullable.filter((column) => !values.get(column)!.has(null))).toEqual([]);
        const longest: Record<string, number> = { 'users.name': 200, 'users.email': 254, 'users.external_id': 200, 'products.external_id': 200, 'brands.brand_name': 200, 'categories.category_name': 200, 'products.name': 300, 'sessions.device_type': 20, 'sessions.channel': 50, 'sessions.external_id': 200 };
        const texts = Object.keys(longest).flatMap((column) => [...values.get(column)!].filter((value) => typeof value === 'string'));
        for (const [column, most] of Object.entries(longest)) {
            expect(Math.max(...[...values.get(column)!].map((value) => [...String(value ?? '')].length)), column).toBe(most);
        }
        for (const text of ['', '\\N', 'NULL', '\\.']) expect(texts).toContain(text);
        for (const part of ['"', "'", ',', '\\', '\n', '\r', '\t', '🛒', 'م', '\u202E', '\u2028', '\u001b']) expect(texts.some((text) => text.includes(part)), JSON.stringify(part)).toBe(true);
        for (const price of ['0.00', '-0.01', '100000000.00']) expect([...values.get('events.price')!]).toContain(price);
        expect([...values.get('products.price')!]).toContain('99999999999999.9999');
        for (const quantity of [0, -1]) expect([...values.get('events.quantity')!]).toContain(quantity);
        expect(latest).toBeGreaterThan(10 * DAY);
        expect(earliest).toBeLessThan(-30 * DAY);
    });

    it('does nothing that would wait for an open transaction: no key goes or changes, nor is its product touched', () => {
        const keys: Record<string, string> = { users: 'user_id', brands: 'brand_id', categories: 'category_id', products: 'product_id', sessions: 'session_id' };
        const { steps } = planned({ batch: 9 }, 12_000);
        const touched = new Map<number, unknown[]>();
        const waits: string[] = [];
        let beside = 0;
        for (const { transaction, part, changes, happenings } of steps) {
            const isLocked = (key: unknown) => [...touched].some(([other, products]) => other !== transaction && products.includes(key));
            for (const change of touched.size > 0 ? changes : []) {
                beside++;
                if (change.op === 'delete' && change.table !== 'events' && !happenings.includes('inserted_and_deleted')) waits.push(`${change.op} ${change.table}`);
                if (change.op !== 'update') continue;
                if (change.rows.some(({ set = {} }) => keys[change.table]! in set)) waits.push(`key of ${change.table}`);
                if (change.table === 'products' && change.rows.some(({ key }) => isLocked(key))) waits.push('product');
            }
            if (part === 'beginning') touched.set(transaction, changes.flatMap((change) => (change.op === 'update' && change.table === 'products' ? change.rows.map(({ key }) => key) : [])));
            if (part === 'end') touched.delete(transaction);
        }
        expect(beside).toBeGreaterThan(1000);
        expect(waits).toEqual([]);
    });

    it('remembers no more the longer it goes', () => {
        const { steps, state } = planned({ batch: 50, changesPerSecond: 1000 }, 4500);
        expect(state.nextKey.users - 1_000_000_001).toBeGreaterThan(state.remembers('users'));
        expect(state.users.length).toBeLessThanOrEqual(state.remembers('users'));
        expect(state.products.length).toBeLessThanOrEqual(state.remembers('products'));
        expect(state.recentEvents.length).toBeLessThanOrEqual(1000);
        expect(state.visits.length).toBeLessThanOrEqual(2000);
        const types = new Map<unknown, number>();
        for (const { changes } of steps) for (const change of changes) if (change.op === 'insert' && change.table === 'events') for (const { event_type } of change.rows) types.set(event_type, (types.get(event_type) ?? 0) + 1);
        // The public April 2020 file: 4.89 carts and 1.44 purchases of a hundred.
        const share = (type: string) => types.get(type)! / [...types.values()].reduce((sum, count) => sum + count, 0);
        expect(share('cart')).toBeGreaterThan(0.035);
        expect(share('cart')).toBeLessThan(0.065);
        expect(share('purchase')).toBeGreaterThan(0.01);
        expect(share('purchase')).toBeLessThan(0.025);
    });
});
