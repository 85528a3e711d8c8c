import type { OnWait } from '../../local/engine/take-turn.js';
import { monthOfHistory, refuseForeignLake } from '../../local/demo/month-of-history.js';
import { lakeOption } from '../../local/lake-option.js';
import { importFiles } from '../import/command.js';
import { Progress } from '../output/progress.js';
import { tell } from '../output/tell.js';
import { formatCount } from '../output/text-table.js';
import { runQuery } from '../query/run-query.js';
import { runLake } from '../run/command.js';

export interface ShowHistoryProps {
    readonly rows: number;
    /** Is a month with other rows taken, if it is there? */
    readonly isAnyThere: boolean;
    readonly seed: number;
    readonly isVerbose: boolean;
    readonly onWait: OnWait;
}

const FUNNEL = `
    select session_date, sessions, sessions_with_view, sessions_with_cart, sessions_with_purchase, revenue
    from funnel_daily
    order by session_date
`;

/** The month of history alone: makes, imports and runs it, and shows the account of every row and the funnel. */
export async function showHistory(lake: string, { rows, isAnyThere, seed, isVerbose, onWait }: ShowHistoryProps): Promise<void> {
    refuseForeignLake(lake);
    const progress = new Progress();
    const onRows = (made: number) => progress.step(`a shop's month: ${formatCount(made)} of ${formatCount(rows)} rows`);
    const month = await monthOfHistory({ lake, rows, isAnyThere, seed, onRows }).finally(() => progress.end());
    const stays = month.rows === rows ? '' : `The month of ${formatCount(month.rows)} rows that is there stays; --rows ${rows} adds another.\n`;
    tell(`A month of a shop: ${month.file}\n${stays}`);
    await importFiles(lake, [month.file], { isVerbose, onWait });
    tell('');
    await runLake(lake, { command: 'demo', isVerbose, onWait });
    tell('\nThe funnel, day by day (UTC):');
    await runQuery({ lake, sql: FUNNEL, format: 'table', output: undefined, stdout: process.stdout, onWait });
    tell(`\nAsk your own: ./lake query "from top_brands order by revenue_rank limit 10"${lakeOption(lake)}`);
}
