import type { Profile } from '../../../local/profile/profile.js';
import { formatCount, formatShare } from '../../output/text-table.js';
import { timeText } from '../../../dashboard/looks/figure-text.js';
import { shownText } from '../../../dashboard/looks/shown-text.js';
import { html, type Markup } from '../../../dashboard/looks/html.js';
import { stillPage } from '../../output/page/still-page.js';
import { daysSection, gapsSection, hoursSection, weekSection } from './time-sections.js';
import { columnsSection, pricesSection, productsSection, sessionsSection, topSection, typesSection, unreadableSection } from './value-sections.js';

/** The profile as one HTML page that needs nothing else: no script, no request, charts drawn already. */
export function profilePage(profile: Profile): string {
    const { times } = profile;
    const hasTimes = times.perDay.length > 0;
    return stillPage({
        title: `Profile of ${shownText(profile.file, 200)}`,
        content: html`${heading(profile)}
<div class="cards">
${hasTimes ? daysSection(times) : html``}
<div class="stack">${columnsSection(profile)}${pricesSection(profile)}</div>
<div class="stack">${sessionsSection(profile)}${typesSection(profile)}${productsSection(profile)}${gapsSection(profile)}</div>
${hasTimes ? html`${weekSection(times)}${hoursSection(times)}` : html``}
${topSection('Brands', profile.topBrands)}
${topSection('Categories', profile.topCategories)}
${profile.unreadable.lines === 0 ? html`` : unreadableSection(profile)}
</div>`,
    });
}

const sessionFigures = ({ sessions, withPurchase }: Profile['sessions']): [string, string][] => [
    [formatCount(sessions), 'sessions'],
    [formatShare(withPurchase, sessions), 'of sessions have a purchase'],
];

function heading({ file, lines, rows, readable, isSample, unreadable, ignoredColumns, duplicates, sessions, products, times }: Profile): Markup {
    const span = times.first === null ? '' : ` · ${timeText(times.first)} to ${timeText(times.last)}`;
    const figures: [string, string][] = [
        [formatCount(rows), isSample ? `rows, a sample of ${formatCount(readable)}` : 'rows'],
        [formatCount(duplicates.extraCopies), `repeat another row exactly, ${formatShare(duplicates.extraCopies, rows)}`],
        [formatCount(unreadable.lines), `lines that cannot be read, ${formatShare(unreadable.lines, lines)}`],
        ...(isSample ? [] : sessionFigures(sessions)),
        [formatCount(products.products), 'products'],
    ];
    return html`<h1>Profile of <bdi>${shownText(file, 200)}</bdi></h1>
<p class="note">${formatCount(lines)} lines${span}</p>
${isSample ? html`<p class="warn">A sample of ${formatCount(rows)} of ${formatCount(readable)} rows: sessions are torn apart, so that their number, the funnel, gaps and products with several brands say little; of unique values there are at least so many.</p>` : html``}
${ignoredColumns.length === 0 ? html`` : html`<p class="note">Columns that are not read: ${ignoredColumns.map((column, place) => html`${place > 0 ? ', ' : ''}<bdi>${shownText(column)}</bdi>`)}</p>`}
<ul class="figures">${figures.map(([figure, name]) => html`<li><b>${figure}</b><span>${name}</span></li>`)}</ul>`;
}
