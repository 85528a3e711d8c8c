import { ExpectedError } from '../../local/errors.js';
import type { Recorded } from '../recorded.js';
import { growthCharts } from './growth-lines.js';
import { refreshTables } from './refresh-table.js';
import { isSparkTable, sparkTable } from './spark-tables.js';
import { questionTable, visualTable } from './speed-tables.js';

/**
 * The page with the recorded results in its marked places: what stands between `<!-- recorded: NAME -->` and
 * `<!-- end -->` is written anew, all else is left as it is. A name is a question, `visuals`, `growth` or a table of Spark; of `refresh` the question `spark` tells too.
 *
 * @throws ExpectedError if a place has no end
 */
export function speedPage(page: string, recorded: readonly Recorded[]): string {
    const begins = page.match(/<!-- recorded: /g)?.length ?? 0;
    const places = /(<!-- recorded: ([a-z-]+) -->\n)(?:(?!<!-- recorded: )[^])*?(<!-- end -->)/g;
    if ((page.match(places)?.length ?? 0) !== begins) throw new ExpectedError('docs/speed.md has a place for recorded results without an end: each needs its <!-- end -->.');
    return page.replace(places, (_whole, begin: string, name: string, end: string) => `${begin}\n${contentOf(name, recorded)}\n\n${end}`);
}

function contentOf(name: string, recorded: readonly Recorded[]): string {
    if (name === 'visuals') return visualTable(recorded);
    if (name === 'refresh') return refreshTables(recorded);
    if (isSparkTable(name)) return sparkTable(name, recorded);
    if (name !== 'growth') return questionTable(name, recorded);
    const charts = Object.entries(growthCharts(recorded));
    if (charts.length === 0) return 'Nothing is recorded yet: `npm run bench -- growth --record`.';
    return charts.map(([file, { label }]) => `![${label}](pictures/${file})`).join('\n\n');
}
