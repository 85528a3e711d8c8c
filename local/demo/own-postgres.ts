import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { embeddedPaths } from '../source/embedded/embedded-paths.js';
import { type EmbeddedPostgres, openEmbedded } from '../source/embedded/open-embedded.js';
import { postmasterOf } from '../source/embedded/postmaster.js';
import { stopEmbedded } from '../source/embedded/stop-embedded.js';
import { migrate } from '../source/migrate.js';
import type { Source } from '../source/source.js';
import { demoPaths } from './demo-paths.js';

const MILLISECONDS_BETWEEN_LOOKS = 300;

/** The lake's own PostgreSQL for as long as a demo runs: whoever ends it, it comes back. */
export class OwnPostgres {
    private opening: Promise<void> | null = null;

    private constructor(
        private readonly lake: string,
        private current: EmbeddedPostgres,
        private readonly notice: (text: string) => void,
    ) {}

    /** @throws ExpectedError if it cannot be made or started */
    static async start(lake: string, notice: (text: string) => void): Promise<OwnPostgres> {
        const own = new OwnPostgres(lake, await openEmbedded(lake), notice);
        own.remember();
        try {
            await migrate(own.source);
            return own;
        } catch (error) {
            await own.stop();
            throw error;
        }
    }

    /** Wherever the server listens now: started again, it may have another port. */
    get source(): Source {
        const now = () => this.current.source;
        return {
            get name() {
                return now().name;
            },
            get config() {
                return now().config;
            },
        };
    }

    /** Makes sure that it runs. @throws ExpectedError if it cannot be started any more */
    async reach(): Promise<Source> {
        this.opening ??= this.openAgain().finally(() => (this.opening = null));
        await this.opening;
        return this.source;
    }

    /** Looks after it until the signal. @throws ExpectedError if it cannot be started any more */
    async watch(signal: AbortSignal): Promise<void> {
        while (!signal.aborted) {
            await this.reach();
            await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal }).catch(() => {});
        }
    }

    /** Was it started by this demo, or by one that was killed before it could stop it? */
    get isOurs(): boolean {
        const { postgres } = demoPaths(this.lake);
        return this.current.isOwner || (existsSync(postgres) && readFileSync(postgres, 'utf8').trim() === String(this.current.pid));
    }

    /** Stops it, if it is ours. */
    async stop(): Promise<void> {
        await this.opening?.catch(() => {});
        if (!this.isOurs) return;
        if (existsSync(this.lake)) await stopEmbedded(this.lake);
        else await this.current.stop();
        rmSync(demoPaths(this.lake).postgres, { force: true });
    }

    /** Tells it to stop and does not wait, for a process that has no time. */
    stopAtOnce(): void {
        if (!this.isOurs || process.platform === 'win32') return;
        try {
            process.kill(this.current.pid, 'SIGINT');
        } catch {
            // It has ended.
        }
    }

    private async openAgain(): Promise<void> {
        if (postmasterOf(embeddedPaths(this.lake).data)?.pid === this.current.pid) return;
        this.notice(`PostgreSQL (process ${this.current.pid}) has ended without being told to by the demo; it is started again.`);
        this.current = await openEmbedded(this.lake);
        this.remember();
    }

    private remember(): void {
        if (this.current.isOwner) writeFileSync(demoPaths(this.lake).postgres, `${this.current.pid}\n`);
    }
}
