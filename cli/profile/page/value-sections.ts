import type { Profile, TopValue } from '../../../local/profile/profile.js';
import { formatCount, formatShare } from '../../output/text-table.js';
import { priceText } from '../../../dashboard/looks/figure-text.js';
import { shownText } from '../../../dashboard/looks/shown-text.js';
import { barTable } from '../../../dashboard/looks/bar-table.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';

export function columnsSection({ columns, rows }: Profile): Markup {
    return html`<section><h2>Columns</h2>
${barTable({
    caption: 'Bars show the share that is missing',
    header: ['column', 'missing', 'share', 'unique'],
    rows: columns.map(({ column, nulls, nullShare, distinct }) => ({ name: column, cells: [formatCount(nulls), formatShare(nulls, rows), formatCount(distinct)], share: nullShare ?? 0 })),
})}</section>`;
}

export function sessionsSection({ sessions }: Profile): Markup {
    const all = sessions.sessions;
    const steps: [string, number][] = [
        ['with a view', sessions.withView],
        ['with a cart', sessions.withCart],
        ['with a purchase', sessions.withPurchase],
        ['view → cart → purchase, in this order', sessions.complete],
        ['with several users', sessions.withSeveralUsers],
    ];
    return html`<section><h2>Sessions and the funnel</h2>
${barTable({
    caption: `${formatCount(all)} sessions, of up to ${formatCount(sessions.mostRows)} rows`,
    header: ['sessions', 'count', 'share'],
    rows: steps.map(([name, count]) => ({ name, cells: [formatCount(count), formatShare(count, all)], share: all === 0 ? 0 : count / all })),
})}</section>`;
}

export function typesSection({ eventTypes, rows }: Profile): Markup {
    return html`<section><h2>Event types</h2>
${barTable({
    caption: 'Bars show the share of all rows',
    header: ['type', 'rows', 'share'],
    rows: eventTypes.map((type) => ({
        name: type.eventType === null ? html`<em>missing</em>` : value(type.eventType),
        cells: [formatCount(type.rows), formatShare(type.rows, rows)],
        share: type.rows / rows,
    })),
})}</section>`;
}

export function pricesSection({ prices: { count, mean, standardDeviation, min, max, quantiles, zero, negative } }: Profile): Markup {
    const values: [string, number | null][] = [['lowest', min], ...quantiles.map(({ share, price }): [string, number] => [`${Math.round(share * 100)} % are not above`, price]), ['highest', max]];
    const longest = Math.max(0, max ?? 0);
    return html`<section><h2>Prices</h2>
${barTable({
    caption: `Mean ${priceText(mean)}, standard deviation ${priceText(standardDeviation)}, of ${formatCount(count)} rows`,
    header: ['', 'price'],
    rows: values.map(([name, price]) => ({ name, cells: [priceText(price)], share: longest === 0 ? 0 : Math.max(0, price ?? 0) / longest })),
})}
<p class="note">Zero: ${formatCount(zero)} (${formatShare(zero, count)}). Negative: ${formatCount(negative)} (${formatShare(negative, count)}).</p></section>`;
}

export function productsSection({ products: { products, withSeveralBrands, withSeveralCategories } }: Profile): Markup {
    const parts: [string, number][] = [
        ['with several brands', withSeveralBrands],
        ['with several categories', withSeveralCategories],
    ];
    return html`<section><h2>Products</h2>
${barTable({
    caption: `${formatCount(products)} products`,
    header: ['products', 'count', 'share'],
    rows: parts.map(([name, count]) => ({ name, cells: [formatCount(count), formatShare(count, products)], share: products === 0 ? 0 : count / products })),
})}</section>`;
}

export function topSection(title: string, values: readonly TopValue[]): Markup {
    const most = values[0]?.rows ?? 0;
    return html`<section><h2>${title}</h2>
${
    values.length === 0
        ? html`<p class="note">No row has a value.</p>`
        : barTable({
              caption: 'With most rows; revenue is the sum of the prices of purchases, repeated rows counted each time',
              header: ['name', 'rows', 'purchases', 'revenue'],
              rows: values.map(({ value: name, rows, purchases, revenue }) => ({ name: value(name), cells: [formatCount(rows), formatCount(purchases), priceText(revenue)], share: rows / most })),
          })
}</section>`;
}

export function unreadableSection({ unreadable: { reasons } }: Profile): Markup {
    return html`<section class="whole"><h2>Lines that cannot be read</h2>
${barTable({
    caption: 'By reason, each with one of its lines',
    header: ['reason', 'lines'],
    rows: reasons.map(({ reason, lines, example }) => ({ name: html`${value(reason, 200)}<br><code>${value(example, 200)}</code>`, cells: [formatCount(lines)] })),
})}</section>`;
}

/** A long name may be broken after its dots, as category codes have them. */
const value = (text: string, longest?: number): Markup =>
    html`<bdi>${shownText(text, longest)
        .split(/(?<=[._])/)
        .map((part) => html`${part}<wbr>`)}</bdi>`;
