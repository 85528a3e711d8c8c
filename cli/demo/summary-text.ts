import type { DemoState } from '../../local/demo/demo-state.js';
import { counted, formatCount } from '../output/text-table.js';
import { formatBytes } from '../replicate/read-bytes.js';
import { shortTime } from './short-time.js';

/**
 * What a demo came to, for people.
 *
 * @param now epoch milliseconds
 * @param lakeOption what a proposed command needs so that it is about this lake
 */
export function summaryText(state: DemoState, { now, lakeOption }: { readonly now: number; readonly lakeOption: string }): string {
    return [shopText(state, now), replicatedText(state), ...runsText(state), ...freshnessText(state), ...verifiedText(state, lakeOption)].map((line) => `${line}.`).join('\n');
}

function shopText({ shop, startedAt }: DemoState, now: number): string {
    return `The shop wrote ${counted(shop.changes, 'change')} in ${counted(shop.transactions, 'transaction')}; the demo took ${shortTime((now - startedAt) / 1000)}`;
}

function replicatedText({ loaded, replicated, shop, lag, isComplete }: DemoState): string {
    const more = replicated - shop.changes;
    const others = more > 0 && isComplete ? ` (${formatCount(more)} by foreign keys and others)` : '';
    const behind = isComplete ? 'all of it is in the lake' : `${lag === null ? 'the rest' : `the rest, at the last look ${formatBytes(lag.bytes)} of log,`} is for the next time`;
    return `Replicated: ${counted(loaded, 'row')} loaded and ${counted(replicated, 'change')}${others}; ${behind}`;
}

function runsText({ figures, runTimes, history }: DemoState): string[] {
    const isLeft = history === null ? [] : ['The month of history is not in the lake yet: the next demo imports it'];
    if (figures === null) return ['There was no run', ...isLeft];
    const { records, applied, superseded, duplicate, quarantined } = figures.accounts;
    const times = runTimes.count === 0 ? '' : `, median ${shortTime(runTimes.quantile(0.5)! / 1000)}, longest ${shortTime(runTimes.quantile(1)! / 1000)}`;
    const outcomes = ([['applied', applied], ['superseded', superseded], ['duplicate', duplicate], ['quarantined', quarantined]] as const).map(([what, number]) => `${formatCount(number)} ${what}`).join(', ');
    return [`${counted(figures.runs, 'run')}${times}; ${counted(records, 'record')}: ${outcomes}`, ...isLeft];
}

function freshnessText({ freshness }: DemoState): string[] {
    const [p50, p95] = [freshness.quantile(0.5), freshness.quantile(0.95)];
    return p50 === null ? [] : [`From commit to funnel: p50 ${shortTime(p50 / 1000)}, p95 ${shortTime(p95! / 1000)}`];
}

function verifiedText({ verified }: DemoState, lakeOption: string): string[] {
    if (verified === null) return [];
    const { times, unequal, isEqual, rows, differences, since, seconds } = verified;
    const last = isEqual ? `${counted(rows, 'row')}${since === null ? '' : ' that changed last'}, every layer equal to the one before` : `${counted(differences, 'row')} differ, ./lake verify${lakeOption} shows them`;
    return [`Verified ${times === 1 ? 'once' : `${times} times`}${unequal > 0 ? `, ${unequal} of them unequal` : ''}; the last time, in ${shortTime(seconds)}: ${last}`];
}
