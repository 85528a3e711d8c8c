/** Light and dark are the reader's choice; text has at least 4.5 times the contrast of its ground, bars 3 times. */
export const PAGE_STYLE = `
:root { color-scheme: light dark; --page: #f5f6f8; --card: #ffffff; --ink: #1b2430; --soft: #566273; --line: #dde2e8; --bar: #2f6bb3; --rail: #e8ecf1; --warn: #9a4b00;
    --heat-0: #f0f2f5; --heat-1: #d6e4f4; --heat-2: #abc9ea; --heat-3: #7aabdd; --heat-4: #4a8ac9; --heat-5: #2a68a8; --heat-6: #12467f; }
@media (prefers-color-scheme: dark) {
    :root { --page: #12161c; --card: #1a2028; --ink: #e6eaf0; --soft: #a3aebb; --line: #313a46; --bar: #5f9fe0; --rail: #29313c; --warn: #f0b070;
        --heat-0: #222932; --heat-1: #1d3a5a; --heat-2: #225282; --heat-3: #2d6cab; --heat-4: #4a8fd0; --heat-5: #82b8ec; --heat-6: #c4e0ff; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h1 { margin: 0 0 4px; font-size: 26px; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 0 0 12px; font-size: 18px; }
p { margin: 0 0 12px; }
.note { color: var(--soft); font-size: 14px; }
.warn { color: var(--warn); font-size: 14px; }
.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: 12px; margin: 20px 0 16px; padding: 0; list-style: none; }
.figures li, section { background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
.figures li { padding: 12px 14px; }
.figures b { display: block; font-size: 24px; line-height: 1.25; font-variant-numeric: tabular-nums; }
.figures span { color: var(--soft); font-size: 14px; }
div + .note, div + .warn { margin-top: 10px; }
.stack { display: grid; gap: 16px; min-width: 0; }
.cards { display: grid; grid-template-columns: repeat(2, minmax(0, 1fr)); gap: 16px; align-items: start; }
section { padding: 18px; min-width: 0; }
.clock { white-space: nowrap; }
section > :last-child { margin-bottom: 0; }
.whole { grid-column: 1 / -1; }
.narrow { display: none; }
.wide svg, .narrow svg { display: block; width: 100%; height: auto; }
svg text { font: 12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; font-variant-numeric: tabular-nums; }
caption { text-align: left; color: var(--soft); padding-bottom: 6px; }
th, td { padding: 6px 0 6px 12px; border-bottom: 1px solid var(--line); text-align: right; vertical-align: top; white-space: nowrap; }
th:first-child { padding-left: 0; text-align: left; font-weight: 500; white-space: normal; overflow-wrap: anywhere; min-width: 120px; }
thead th, thead th:first-child { color: var(--soft); font-weight: 400; }
tbody tr:last-child > * { border-bottom: 0; }
.bar { display: block; width: 100%; height: 4px; margin-top: 4px; }
.rail { fill: var(--rail); }
.fill { fill: var(--bar); }
.scale { display: flex; align-items: center; gap: 4px; margin: 4px 0 0; color: var(--soft); font-size: 13px; }
.scale svg { width: 126px; height: 12px; }
details { margin-top: 12px; font-size: 14px; }
summary { cursor: pointer; color: var(--soft); }
details .scroll { max-height: 420px; overflow: auto; margin-top: 8px; }
code { font-size: 13px; overflow-wrap: anywhere; }
@media (max-width: 720px) {
    main { padding: 16px 12px 32px; }
    .cards { grid-template-columns: minmax(0, 1fr); }
    section { padding: 14px; }
    .wide { display: none; }
    .narrow { display: block; max-width: 480px; }
    .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .figures b { font-size: 21px; }
    th, td { padding-left: 8px; }
    th:first-child { min-width: 100px; }
}
@media print { body { background: none; } section { break-inside: avoid; } }
`;
