import type { Answer } from '../../answers/answer.js';
import { countText, shareText } from '../../looks/number-text.js';
import { durationText, priceText } from '../../looks/figure-text.js';
import { clockText } from '../../looks/value-text.js';
import type { Listing } from '../../visual.js';
import type { Part, Phrase } from '../phrase.js';
import { numberAt } from '../read-answer.js';

/** The other measures count what is no fault, such as complete funnels. */
const FAULT = /^(broken|missing): |^repeated records$|^sessions with several users$/;

/** What the rows come to. */
export function listSentence(visual: Listing, answer: Answer): Phrase {
    const { rows, total } = answer;
    const at = (column: string) => visual.columns.findIndex((one) => one.column === column);
    const numbers = (column: string) => rows.map((row) => numberAt(row, at(column)) ?? 0);
    const most = (column: string) => rows[numbers(column).map(Math.abs).reduce((best, value, place, all) => (value > all[best]! ? place : best), 0)]!;
    const name = (row: Answer['rows'][number], column: string): Part => ({ name: String(row[at(column)]) });
    const told: Readonly<Record<string, () => Phrase>> = {
        'price-anomalies': () => {
            const row = most('difference');
            return [`${countText(total)} ${total === 1 ? 'price is' : 'prices are'} far from what the product usually costs${total > rows.length ? '; of the newest' : ';'} the largest difference has product `, name(row, 'product_id'), `: ${priceText(numberAt(row, at('price')))} instead of ${priceText(numberAt(row, at('usual_price')))}.`];
        },
        freshness: () => {
            const [newest] = rows.map((row) => row[at('newest_change_at')]).filter((time) => typeof time === 'string').sort().reverse();
            const behind = most('seconds_behind');
            const seconds = numberAt(behind, at('seconds_behind')) ?? 0;
            const rest: Phrase = seconds === 0 ? [' All tables changed then.'] : [' The longest without a change is ', name(behind, 'table_name'), `: ${durationText(Math.round(seconds))}, which is no fault where nothing changed in the shop.`];
            return newest === undefined ? [] : [`The newest change is from ${clockText(newest)}.`, ...rest];
        },
        account: () => {
            const open = rows.filter((row) => row[at('is_closed')] === false);
            const sum = (column: string) => numbers(column).reduce((all, value) => all + value, 0);
            const waiting = `${countText(sum('quarantined'))} of ${countText(sum('records'))} records wait in quarantine (${shareText(sum('records') === 0 ? 0 : sum('quarantined') / sum('records'))})`;
            return open.length === 0 ? [`Yes, in all ${rows.length} tables; ${waiting}.`] : ['No: it does not close in ', ...open.flatMap((row, place): Phrase => [place > 0 ? ', ' : '', name(row, 'table_name')]), `. ${waiting}.`];
        },
        'customers-due': () => {
            const [first] = rows;
            const likely = numbers('return_probability_7_days').filter((chance) => chance >= 0.5).length;
            // The first are shown, and they are the likeliest.
            const isMore = likely === rows.length && total > rows.length;
            const many = likely === 0 ? 'No customer has a chance of half or more' : `${countText(likely)}${isMore ? ' or more' : ''} ${likely === 1 ? 'customer has' : 'customers have'} a chance of half or more`;
            return [`${many} to buy within seven days. The likeliest is `, name(first!, 'customer_id'), ` with ${shareText(numberAt(first!, at('return_probability_7_days')) ?? 0)}, and the product “`, name(first!, 'first_product'), `” with ${shareText(numberAt(first!, at('first_product_probability')) ?? 0)}.`];
        },
        quality: () => {
            const faults = rows.filter((row) => FAULT.test(String(row[at('measure')])));
            const largest = [...faults].sort((a, b) => (numberAt(b, at('share')) ?? 0) - (numberAt(a, at('share')) ?? 0))[0];
            if (largest === undefined) return [`Nothing that was counted is a fault.`];
            const [first] = faults.filter((row) => growth(row) > 0).sort((a, b) => growth(b) - growth(a));
            const grew: Phrase = first === undefined ? [' None was larger in the last run than over all runs.'] : [' Larger in the last run than over all runs is most “', name(first, 'measure'), '” in ', name(first, 'table_name'), `: ${shareText(numberAt(first, at('last_share'))!)} against ${shareText(numberAt(first, at('share')) ?? 0)}.`];
            return ['The largest is “', name(largest, 'measure'), '” in ', name(largest, 'table_name'), ` with ${shareText(numberAt(largest, at('share')) ?? 0)}.`, ...grew];
        },
    };
    const growth = (row: Answer['rows'][number]) => (numberAt(row, at('last_share')) ?? 0) - (numberAt(row, at('share')) ?? 0);
    if (rows.length === 0) return [answer.period === null ? 'There is none.' : 'None in these days.'];
    return told[visual.name]?.() ?? [`${countText(total)} ${total === 1 ? 'row' : 'rows'}.`];
}
