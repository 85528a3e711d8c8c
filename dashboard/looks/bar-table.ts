import { html, type Markup } from './html.js';

export interface BarTableProps {
    readonly caption: string;
    /** Names of the columns; the first names the rows. */
    readonly header: readonly string[];
    readonly rows: readonly BarRow[];
}

export interface BarRow {
    /** A value of the file stands in `bdi`, so that its direction of writing stays its own. */
    readonly name: Markup | string;
    readonly cells: readonly (Markup | string)[];
    /** Length of the bar, 0 to 1. @default - no bar */
    readonly share?: number;
    /** From here on the bar is fainter, 0 to 1. @default - nowhere */
    readonly firm?: number;
    /** Where the bar was before, 0 to 1. @default - no mark */
    readonly before?: number | null;
}

/** A table whose rows have bars: chart and numbers are one. */
export function barTable({ caption, header, rows }: BarTableProps): Markup {
    return html`<div class="scroll"><table>
<caption>${caption}</caption>
<thead><tr>${header.map((name) => html`<th scope="col">${name}</th>`)}</tr></thead>
<tbody>${rows.map(
        ({ name, cells, share, firm, before }) => html`
<tr><th scope="row">${name}${share === undefined ? html`` : bar(share, firm ?? share, before ?? null)}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
    )}
</tbody></table></div>`;
}

function bar(share: number, firm: number, before: number | null): Markup {
    const rect = (kind: string, length: number) => html`<rect class="${kind}" width="${(100 * length).toFixed(2)}" height="4"></rect>`;
    const mark = before === null || before <= 0 ? html`` : html`<rect class="mark" x="${Math.min(99.4, 100 * before).toFixed(2)}" width="0.6" height="8"></rect>`;
    return html`<svg class="bar" viewBox="0 0 100 ${before === null ? 4 : 8}" preserveAspectRatio="none" aria-hidden="true"><rect class="rail" width="100" height="4"></rect>${firm < share ? rect('faint', share) : html``}${rect('fill', Math.min(firm, share))}${mark}</svg>`;
}
