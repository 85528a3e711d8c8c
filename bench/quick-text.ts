import { textTable } from '../cli/output/text-table.js';
import { machineLine } from './machine.js';
import type { RecordedQuick } from './recorded.js';
import { short } from './result-text.js';

/** Today's ratios, seconds and memory beside those that were recorded. @param before null where nothing was */
export function quickText(now: RecordedQuick, before: RecordedQuick | null): string {
    const lines = Object.entries(now.results).flatMap(([question, results]) =>
        results.map((result) => {
            const then = before?.results[question]?.find(({ name, rows }) => name === result.name && rows === result.rows);
            const beside = (of: 'ratio' | 'seconds' | 'megabytes') => [short(result[of]), then === undefined ? '' : short(then[of])];
            const change = then?.ratio == null || result.ratio === null ? '' : percent(result.ratio / then.ratio - 1);
            return [`${question}: ${result.name}`, result.rows.toLocaleString('en-US'), result.turns.length, ...beside('ratio'), change, ...beside('seconds'), ...beside('megabytes')];
        }),
    );
    const table = textTable(['', 'rows', 'turns', 'ratio', 'recorded', 'change', 'seconds', 'recorded', 'peak MB', 'recorded'], lines);
    const baselines = Object.values(now.results).flatMap((results) => results.map(({ name, baseline }) => `${name}: ${baseline ?? 'nothing'}`));
    return [`today     ${placeOf(now)}`, before === null ? 'recorded  nothing yet: --quick --record' : `recorded  ${placeOf(before)}`, table, `Ratios are to, of ${baselines.join('; of ')}.`].join('\n');
}

const placeOf = ({ date, machine, load }: RecordedQuick) => `${date}, load ${load.toFixed(1)}, ${machineLine(machine)}`;

function percent(share: number): string {
    const text = (100 * share).toFixed(0);
    return `${share > 0 ? '+' : ''}${text === '-0' ? '0' : text} %`;
}
