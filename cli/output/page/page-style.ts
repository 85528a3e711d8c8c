import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const looks = readFileSync(join(import.meta.dirname, '..', '..', '..', 'dashboard', 'looks', 'looks.css'), 'utf8');

/** What pages that are written once and need nothing else have in common. */
export const PAGE_STYLE = `
${looks}
main { max-width: 1120px; margin: 0 auto; padding: 24px 16px 48px; }
h2 { margin: 0 0 12px; font-size: 18px; }
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
.narrow { display: none; }
.wide svg, .narrow svg { display: block; width: 100%; height: auto; }
@media (max-width: 720px) {
    main { padding: 16px 12px 32px; }
    .cards { grid-template-columns: minmax(0, 1fr); }
    section { padding: 14px; }
    .wide { display: none; }
    .narrow { display: block; max-width: 480px; }
    .figures { grid-template-columns: repeat(2, minmax(0, 1fr)); }
    .figures b { font-size: 21px; }
}
@media print { body { background: none; } section { break-inside: avoid; } }
`;
