import type { Recorded } from '../recorded.js';
import { REFRESH_RESULTS } from '../refresh-results.js';
import { short } from '../result-text.js';
import { SPARK_RESULTS } from '../spark-results.js';
import { markdownTable } from './markdown-table.js';
import { resultNamed } from './result-named.js';

/** Which files each question looks at, and the result that has their sizes. */
const FILES: Readonly<Record<string, { readonly are: string; readonly sizes: string }>> = {
    spark: { are: "Iceberg's files behind the phases on Spark", sizes: SPARK_RESULTS.maintenance },
    refresh: { are: 'Parquet as DuckDB writes it', sizes: REFRESH_RESULTS.files },
};

/** What each visual reads, and a refresh of all of them, as shares of the facts: for each size that was recorded a table. */
export function refreshTables(recorded: readonly Recorded[]): string {
    const own = recorded.filter(({ question, results }) => question in FILES && results.some(({ name }) => name === REFRESH_RESULTS.visuals));
    if (own.length === 0) return 'Nothing is recorded yet: `npm run bench -- refresh --record`.';
    return own.map((one) => `${one.rows.toLocaleString('en-US')} rows, ${one.date}, ${FILES[one.question]!.are}:\n\n${refreshTable(one)}`).join('\n\n');
}

function refreshTable(recorded: Recorded): string {
    const facts = resultNamed(recorded, FILES[recorded.question]!.sizes).figures['model.fact_user_events MB'] ?? NaN;
    const each = Object.entries(resultNamed(recorded, REFRESH_RESULTS.visuals).figures).map(([name, value]) => [name.replace(/ MB$/, ''), value] as const);
    const sum = (name: string) => Object.values(resultNamed(recorded, name).figures).reduce((total, value) => total + value, 0);
    const share = (value: number) => `${short((value / facts) * 100)} %`;
    const line = (name: string, value: number) => [name, short(value), share(value)];
    // What reads next to nothing has no line of its own.
    const shown = each.filter(([, value]) => value >= facts / 1000).sort(([, one], [, other]) => other - one);
    const rest = each.filter(([, value]) => value < facts / 1000);
    const lines = [
        ...shown.map(([name, value]) => line(`\`${name}\``, value)),
        ...(rest.length === 0 ? [] : [line(`${rest.length} others`, rest.reduce((total, [, value]) => total + value, 0))]),
        line('**all visuals, each alone**', sum(REFRESH_RESULTS.visuals)),
        line('all views, each once for its visuals', sum(REFRESH_RESULTS.views)),
        line('each column once', sum(REFRESH_RESULTS.columns)),
    ];
    return markdownTable(['', 'MB', `of the ${short(facts)} MB of \`fact_user_events\``], [':', '-', '-'], lines);
}
