import type { DemoState } from '../../local/demo/demo-state.js';
import { counted, formatCount } from '../output/text-table.js';
import { formatBytes } from '../replicate/read-bytes.js';
import type { ScreenProps } from './screen-text.js';
import { shortTime } from './short-time.js';

type Props = Pick<ScreenProps, 'now' | 'paint' | 'lakeOption'>;

/** Live figures, a line each: its name, and what is to be said of it now. */
export function figureLines(state: DemoState, { now, paint, lakeOption }: Props): string[] {
    const lines = [
        ...(state.page === null ? [] : [['page', paint.strong(state.page)] as const]),
        ['shop', shopText(state, now)],
        ['replication', replicationText(state)],
        ['run', runText(state)],
        ['freshness', freshnessText(state, now)],
        ['quarantine', state.figures === null ? '' : `${formatCount(state.figures.waiting)} records wait (./lake quarantine${lakeOption})`],
        ['verified', verifiedText(state, { now, paint, lakeOption })],
    ] as const;
    return lines.map(([name, text]) => `${paint.faint(name.padEnd(11))} ${text === '' ? paint.faint('–') : text}`);
}

function shopText({ shop, pace, stage }: DemoState, now: number): string {
    if (shop.since === null) return stage === 'ends' ? '' : 'opens when replication follows it';
    if (stage === 'ends') return `closed after ${counted(shop.changes, 'change')}`;
    return `${formatCount(Math.round(pace.perSecond(now, shop.since)))} changes a second, ${counted(shop.transactions, 'transaction')}`;
}

function replicationText({ lag, stage }: DemoState): string {
    if (lag === null) return stage === 'ends' ? '' : 'begins';
    return lag.bytes === 0 ? 'has everything' : `${formatBytes(lag.bytes)} of log and ${lag.seconds.toFixed(1)} s behind the shop`;
}

function runText({ step, waitsFor, lastRun, figures }: DemoState): string {
    const last = lastRun === null ? '' : `${lastRun.id}: ${counted(lastRun.records, 'record')} in ${shortTime(lastRun.seconds)}`;
    if (waitsFor !== null) return `waits for ${waitsFor}`;
    // What goes on is worth a word only where nothing is to be seen yet; later it would flicker.
    return figures === null && step !== null ? step : last;
}

function freshnessText({ newestCommit, freshness }: DemoState, now: number): string {
    if (newestCommit === null) return '';
    const newest = `newest change ${shortTime(Math.max(0, now - newestCommit) / 1000)} old`;
    const [p50, p95] = [freshness.quantile(0.5), freshness.quantile(0.95)];
    return p50 === null ? newest : `${newest}; from commit to here p50 ${shortTime(p50 / 1000)}, p95 ${shortTime(p95! / 1000)}`;
}

function verifiedText({ verified }: DemoState, { now, paint, lakeOption }: Props): string {
    if (verified === null) return '';
    const { isEqual, rows, differences, at, since } = verified;
    // Between its ends a demo compares what came since it last did.
    const where = since === null ? 'in every layer' : `in what changed since ${new Date(since).toISOString().slice(11, 19)} UTC`;
    const found = isEqual ? paint.good(`equal ${where}`) : paint.bad(`${counted(differences, 'row')} differ: call ./lake verify${lakeOption}`);
    return `${found}, ${counted(rows, 'row')}, ${shortTime(Math.max(0, now - at) / 1000)} ago`;
}
