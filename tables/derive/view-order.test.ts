import { describe, expect, it } from 'vitest';
import { viewsInOrder } from './view-order.js';

/** The names in order of views given as their statements. */
function order(statements: Readonly<Record<string, string>>): string[] {
    return viewsInOrder(Object.keys(statements).map((name) => ({ name })), ({ name }) => statements[name]!).map(({ name }) => name);
}

describe('the order of views', () => {
    it('is the given one where none reads another', () => {
        expect(order({ b: 'select 1 as n from model.a', a: 'select 1 as n from model.b', c: 'select 1 as n' })).toEqual(['b', 'a', 'c']);
    });

    it('has each behind all that it reads, directly or not', () => {
        expect(order({
            report: 'select * from monthly inner join daily on true',
            monthly: 'with daily as (\n    select n\n    from daily\n)\n\nselect * from daily',
            other: 'select 1 as n',
            daily: 'select n from model.facts',
        })).toEqual(['daily', 'monthly', 'report', 'other']);
    });

    it('takes a name behind a comma of with, in a bracket or in capitals for what it is', () => {
        expect(order({
            last: 'with one as (select 1 as n), two as (select (1) as n from (select n FROM first) as inner_one) select * from two',
            first: 'select 1 as n',
        })).toEqual(['first', 'last']);
    });

    it('does not take tables of a layer, names that with gave before, comments, texts or functions for views', () => {
        expect(order({
            a: 'with b as (select 1 as n), final as (select * from b) select * from final -- from c\n where n <> \' from d \' and n in (select n from e (1))',
            b: 'select * from model.a',
            c: 'select 1 as from_d',
            d: 'select * from b.a',
            e: 'select 1 as n',
        })).toEqual(['a', 'b', 'c', 'd', 'e']);
    });

    it('is refused in one sentence where views read each other in a circle, and of a view that reads itself', () => {
        expect(() => order({ start: 'select * from a', a: 'select * from b', b: 'select * from c', c: 'select * from a' }))
            .toThrow(/^The views of sql\/athena read each other in a circle, so that none can be made first: a reads b reads c reads a\.$/);
        expect(() => order({ a: 'with b as (select * from a) select * from b' })).toThrow(/first: a reads a\.$/);
    });
});
