import { ExpectedError, UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { exclusively } from '../../local/engine/exclusively.js';
import { lakePaths, makeScratch } from '../../local/engine/lake-paths.js';
import { requestReload } from '../../local/replication/reload-requests.js';
import { replicate } from '../../local/replication/replicate.js';
import { replicationPaths } from '../../local/replication/replication-paths.js';
import { Steps } from '../../local/steps.js';
import { Progress } from '../output/progress.js';
import { tell } from '../output/tell.js';
import { counted, formatCount } from '../output/text-table.js';
import { openSource, type OpenedSource, refuseOwnSource, type SourceOptions } from '../source/source-option.js';
import { formatBytes } from './read-bytes.js';
import { replicateLog } from './replicate-log.js';

export interface ReplicateOptions {
    readonly once?: boolean;
    readonly reload?: readonly string[];
    /** Milliseconds. */
    readonly interval: number;
    readonly publication: string;
    readonly warnLog: number;
    readonly giveUpLog: number;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** Characters of text that become files at once: about half a million changes. */
const FULL_AT = 64e6;

/** Somebody else replicates into the lake, and will do so until he is stopped. */
class IsReplicated extends ExpectedError {}

/** Replicates until it is stopped or has caught up, and says what came of it. */
export async function runReplicate(lake: string, options: SourceOptions & ReplicateOptions, say: (line: string) => void): Promise<void> {
    if (options.warnLog > options.giveUpLog) throw new UsageError('--warn-log is above --give-up-log: the warning would come too late.');
    const at = lakePaths(lake);
    makeScratch(at);
    const paths = replicationPaths(at);
    requestReload(paths.requests, options.reload ?? []);
    try {
        refuseOwnSource(options, lake);
        await exclusively(paths, () => follow(lake, paths, options), ({ pid }) => {
            throw new IsReplicated(`${pid === null ? 'Another process' : `Process ${pid}`} replicates into this lake; stop it first, or let it go on.`);
        });
    } catch (error) {
        if (!(error instanceof IsReplicated) || options.reload === undefined) throw error;
        if (options.once) throw new ExpectedError(`${error.message} It was asked to load ${options.reload.join(', ')} anew; --once cannot wait for that here.`);
        say(`The process that replicates into this lake was asked to load ${options.reload.join(', ')} anew: ./lake replicate --status${lakeOption(lake)} shows how far it is.`);
    }
}

async function follow(lake: string, paths: ReturnType<typeof replicationPaths>, options: SourceOptions & ReplicateOptions): Promise<void> {
    const stop = new AbortController();
    // Who asks a second time does not want to wait for the rest: nothing is lost by it.
    const end = () => stop.abort();
    for (const signal of SIGNALS) process.once(signal, end);
    const progress = new Progress();
    const opened: OpenedSource[] = [];
    const log = replicateLog(lakePaths(lake).logs);
    const loads = new Map<string, number>();
    let loaded = 0;
    let changes = 0;
    const show = (more = '') => {
        const loading = [...loads].map(([table, rows]) => `${table} ${formatCount(rows)}`).join(', ');
        progress.step(`replicate: ${loading === '' ? '' : `loading ${loading}; `}${counted(changes, 'change')} in raw${more}`);
    };
    try {
        progress.step('replicate: opening the source');
        await replicate({
            paths,
            publication: options.publication,
            interval: options.interval,
            fullAt: FULL_AT,
            warnAt: options.warnLog,
            giveUpAt: options.giveUpLog,
            isOnce: options.once ?? false,
            signal: stop.signal,
            steps: new Steps(),
            reach: async () => {
                const { source } = await openSource(options, lake).then((one) => (opened.push(one), one));
                return source;
            },
            observer: {
                begun: log.begun,
                notice: (text) => {
                    log.notice?.(text);
                    progress.line(text);
                },
                loading: (table, rows) => {
                    loads.set(table, rows);
                    show();
                },
                loaded: (table) => {
                    log.loaded?.(table);
                    loaded += loads.get(table) ?? 0;
                    loads.delete(table);
                    show();
                },
                written: (rows) => {
                    log.written?.(rows);
                    changes += rows;
                    show();
                },
                lag: (lag) => {
                    log.lag?.(lag);
                    show(`, ${lag.bytes === 0 ? 'nothing' : formatBytes(lag.bytes)} and ${lag.seconds.toFixed(1)} s behind`);
                },
            },
        });
        log.ended();
    } catch (error) {
        log.ended(error);
        throw error;
    } finally {
        progress.end();
        for (const signal of SIGNALS) process.off(signal, end);
        for (const { close } of opened) await close();
    }
    tell(`${counted(loaded, 'row')} loaded and ${counted(changes, 'change')} written to ${paths.raw}.`);
}
