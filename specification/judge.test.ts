import { describe, expect, it } from 'vitest';
import { sourceTables } from '../tables/index.js';
import { change, imported } from '../test/oracle/made-records.js';
import { firstBrokenRule, ruleNames } from './judge.js';

const good = { event_id: 1, session_id: 2, product_id: 3, event_type: 'view', event_time: '2020-04-01 00:00:00', price: '1.0000', quantity: 1 };
const broken = (values: object) => firstBrokenRule(change('events', { ...good, ...values }, { at: 0, number: 1 }));

describe('the rules', () => {
    it('are those of the tables, in their order', () => {
        for (const { name, rules } of sourceTables) expect(ruleNames(name)).toEqual(rules.map((rule) => rule.name));
    });

    it.each([
        [{}, null],
        [{ event_id: null, session_id: null }, 'key_present'],
        [{ session_id: null, product_id: null }, 'session_present'],
        [{ product_id: null, event_type: null }, 'product_present'],
        [{ event_type: null }, 'event_type_known'],
        [{ event_type: 'View', price: '0.0000' }, 'event_type_known'],
        [{ price: null }, 'price_positive'],
        [{ price: '0.0000' }, 'price_positive'],
        [{ price: '-0.0001' }, 'price_positive'],
        [{ price: '0.0001' }, null],
        [{ price: '99999999.9999' }, null],
        [{ price: '100000000.0000', quantity: 0 }, 'price_plausible'],
        [{ quantity: null }, 'quantity_positive'],
        [{ quantity: 0, event_time: null }, 'quantity_positive'],
        [{ quantity: 1_000_000 }, null],
        [{ price: '999.9999', quantity: 1_000_000 }, null],
        [{ price: '1000.0000', quantity: 1_000_000, event_time: null }, 'quantity_plausible'],
        [{ price: '99999999.9999', quantity: 10 }, null],
        [{ price: '99999999.9999', quantity: 11 }, 'quantity_plausible'],
        [{ quantity: 1_000_001, event_time: null }, 'quantity_plausible'],
        [{ event_time: null }, 'event_time_plausible'],
        [{ event_time: '1999-12-31 23:59:59.999' }, 'event_time_plausible'],
        [{ event_time: '2000-01-01 00:00:00' }, null],
    ])('of an event with %j name %s first', (values, rule) => {
        expect(broken(values)).toBe(rule);
    });

    it('hold the time of a replicated event against its commit: a day later at most', () => {
        expect(broken({ event_time: '2020-04-02 00:00:00' })).toBeNull();
        expect(broken({ event_time: '2020-04-02 00:00:00.001' })).toBe('event_time_plausible');
    });

    it('hold the time of an imported event against a fixed bound', () => {
        const inYear = (time: string) => firstBrokenRule(imported('events', { ...good, event_time: time }, Date.parse(`${time}Z`)));
        expect(inYear('2099-12-31 23:59:59.999')).toBeNull();
        expect(inYear('2100-01-01 00:00:00')).toBe('event_time_plausible');
    });

    it('ask nothing of a deletion but its key', () => {
        expect(firstBrokenRule(change('events', { event_id: 1 }, { op: 'D', at: 0, number: 1 }))).toBeNull();
        expect(firstBrokenRule(change('events', {}, { op: 'D', at: 0, number: 1 }))).toBe('key_present');
    });
});
