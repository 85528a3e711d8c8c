import { exclusively } from '../../local/engine/exclusively.js';
import { refuseEmptyFolder } from '../../local/engine/lake.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import { UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { replicate } from '../../local/replication/replicate.js';
import { type ReplicationPaths, replicationPaths } from '../../local/replication/replication-paths.js';
import type { Source } from '../../local/source/source.js';
import { Steps } from '../../local/steps.js';
import { verify } from '../../local/verify/verify.js';
import { sayWaiting } from '../output/say-waiting.js';
import { tell } from '../output/tell.js';
import { watchSteps } from '../output/watch-steps.js';
import { openSource, type OpenedSource, type SourceOptions } from '../source/source-option.js';
import { outcomeText } from './outcome-text.js';

export interface VerifyOptions {
    readonly skipSource?: boolean;
    readonly since?: Date;
    readonly differences: number;
    /** Milliseconds. */
    readonly wait: number;
    readonly publication: string;
}

/** Somebody else replicates into the lake. */
class IsReplicated extends Error {}

/** Verifies the lake and says what came of it; ends with 1 if anything differs. */
export async function runVerify(lake: string, options: SourceOptions & VerifyOptions, { isVerbose, say }: { isVerbose: boolean; say: (line: string) => void }): Promise<void> {
    const paths = lakePaths(lake);
    refuseEmptyFolder(lake);
    if (options.skipSource && options.source !== undefined && process.env.LAKE_SOURCE === undefined) throw new UsageError('--skip-source and --source contradict each other.');
    const started = performance.now();
    const watch = watchSteps('verify', isVerbose);
    let opened: OpenedSource | undefined;
    const source = async () => (opened ??= await openSource(options, lake)).source;
    try {
        const outcome = await verify({
            paths,
            source: options.skipSource ? undefined : source,
            catchUp: async () => catchUp(replicationPaths(paths), await source(), options.publication),
            wait: options.wait,
            since: options.since,
            differences: options.differences,
            onWait: sayWaiting(say),
            steps: new Steps(watch),
        });
        watch.end();
        tell(outcomeText(outcome, { seconds: (performance.now() - started) / 1000, since: options.since, lakeOption: lakeOption(lake) }));
        if (!outcome.isEqual) process.exitCode = 1;
    } finally {
        watch.end();
        await opened?.close();
    }
}

/** Replicates what was committed until now, if nobody else replicates into the lake. */
async function catchUp(paths: ReplicationPaths, source: Source, publication: string): Promise<boolean> {
    try {
        await exclusively(paths, () =>
            replicate({
                paths,
                publication,
                interval: 5000,
                fullAt: 64e6,
                warnAt: Infinity,
                giveUpAt: Infinity,
                isOnce: true,
                toleratesMissingLoads: true,
                signal: new AbortController().signal,
                observer: {},
                steps: new Steps(),
                reach: async () => source,
            }),
        () => {
            throw new IsReplicated();
        });
        return true;
    } catch (error) {
        if (error instanceof IsReplicated) return false;
        throw error;
    }
}
