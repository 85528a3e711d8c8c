/** What the page of a backtest has beside what all still pages have. */
export const BACKTEST_STYLE = `
.span-row { display: grid; grid-template-columns: minmax(0, 2fr) minmax(0, 3fr); gap: 2px 12px; align-items: center; font-size: 14px; }
.span-row svg { display: block; width: 100%; height: 24px; overflow: visible; }
.span-row .tick { stroke: var(--line); }
.span-row .zero { stroke: var(--edge); stroke-width: 1.5; }
.span-row .whisker { stroke: var(--bar); stroke-width: 3; }
.span-row circle { fill: var(--bar); stroke: var(--card); stroke-width: 1.5; }
.span-row text { fill: var(--soft); }
.three { display: grid; grid-template-columns: repeat(3, minmax(0, 1fr)); gap: 16px; align-items: start; }
.three svg { display: block; width: 100%; height: auto; max-width: 420px; }
h3 { margin: 0 0 8px; font-size: 15px; }
.legend { display: flex; flex-wrap: wrap; gap: 2px 18px; margin: 6px 0 0; padding: 0; list-style: none; color: var(--soft); font-size: 13px; }
.legend li { display: inline-flex; align-items: center; gap: 6px; }
.legend svg { width: 34px; height: 12px; flex: none; }
.bar:has(.mark) { height: 10px; }
.mark { fill: var(--ink); }
@media (max-width: 720px) {
    .three { grid-template-columns: minmax(0, 1fr); }
    .span-row { grid-template-columns: minmax(0, 1fr); }
    .span-row.axis span { display: none; }
}
`;
