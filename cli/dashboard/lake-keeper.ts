import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LakeState } from '../../dashboard/answers/answer.js';
import { type LakeOwner, nameOfOwner } from '../../local/engine/lake-owner.js';
import { type LakePaths, lakePaths } from '../../local/engine/lake-paths.js';
import { makeWorkshop } from '../../local/engine/make-workshop.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { describeSystemError } from '../output/describe-system-error.js';
import { keepLake, markOf } from './keep-lake.js';
import { KeptLake } from './kept-lake.js';

export interface LakeKeeperProps {
    /** Folder of the lake. */
    readonly lake: string;
    /** Does work while this process has the lake open nowhere else. @default - it has not */
    readonly alone?: <T>(work: () => Promise<T>) => Promise<T>;
    /** Says what is on its way to a lake that has nothing to show yet; null if nothing is. @default - nothing is */
    readonly underWay?: () => string | null;
    /** Told what a person at the terminal should know. */
    readonly say: (line: string) => void;
}

const MILLISECONDS_BETWEEN_LOOKS = 250;
/** Who asks for something looks for so long. */
const MILLISECONDS_OF_A_LOOK = 10_000;
/** The page reads the lake for at most a fifth of the time, so that runs go on beside it. */
const PAUSES_PER_READING = 4;

/** Keeps what the page shows up to date: reads the lake whenever it has changed and somebody looks. */
export class LakeKeeper {
    private readonly paths: LakePaths;
    private readonly ending = new AbortController();
    private readonly listeners = new Set<(state: LakeState) => void>();
    private kept: KeptLake | null = null;
    private workshop: ReturnType<typeof makeWorkshop> | undefined;
    private mark: string | null = null;
    private count = 0;
    private readAt: Date | null = null;
    private askedAt = -Infinity;
    /** When the last reading began; the wait for its turn keeps nobody off, and is no part of it. */
    private began = 0;
    private trouble: string | null = null;
    private done: Promise<void> = Promise.resolve();

    constructor(private readonly props: LakeKeeperProps) {
        this.paths = lakePaths(props.lake);
    }

    /** Looks at the lake until the end; what keeps it from being read is told to those who look. */
    start(): void {
        this.done = this.watch();
    }

    /** Resolves when nothing is read any more and the files of the page are gone. */
    async end(): Promise<void> {
        this.ending.abort();
        await this.done;
        this.kept?.retire();
        this.workshop?.remove();
    }

    /** What is shown now, to somebody who asks; null while there is nothing. */
    get current(): KeptLake | null {
        this.askedAt = performance.now();
        return this.kept;
    }

    get state(): LakeState {
        const { about, values = {} } = this.kept ?? { about: null };
        const hasEvents = about !== null && about.events + about.eventsAfterToday > 0;
        const trouble = this.trouble ?? (hasEvents ? null : (this.props.underWay?.() ?? null));
        // A lake that is being read for the first time is not an empty one.
        const isUnread = this.mark === null && existsSync(this.paths.database);
        return {
            state: this.kept?.state ?? 0,
            trouble,
            howToFill: hasEvents || trouble !== null || isUnread ? [] : this.howToFill(),
            folder: near(this.props.lake),
            readAt: this.readAt?.toISOString() ?? null,
            run: about?.run ?? null,
            newestEventAt: about?.newestEventAt ?? null,
            newestChangeAt: about?.newestChangeAt ?? null,
            events: about?.events ?? 0,
            eventsAfterToday: about?.eventsAfterToday ?? 0,
            span: about?.span ?? null,
            values,
        };
    }

    /** Calls at once and with each new state. @returns what ends that */
    listen(listener: (state: LakeState) => void): () => void {
        this.listeners.add(listener);
        listener(this.state);
        return () => this.listeners.delete(listener);
    }

    private howToFill(): LakeState['howToFill'] {
        const option = lakeOption(this.props.lake);
        if (existsSync(this.paths.raw)) return [{ command: `./lake run${option}`, does: 'takes what is in raw/ to the lake' }];
        return [
            { command: option === '' ? 'npm start' : `./lake demo${option}`, does: 'a shop that lives, with a month of history' },
            { command: `./lake import FILE${option} && ./lake run${option}`, does: 'a file of your own: csv, csv.gz or Parquet in the format of the public eCommerce behavior data' },
            { command: `./lake replicate --once --source postgresql://USER@HOST/SHOP${option} && ./lake run${option}`, does: "a shop's PostgreSQL" },
        ];
    }

    private async watch(): Promise<void> {
        let next = 0;
        while (!this.ending.signal.aborted) {
            const isWanted = this.kept === null || this.listeners.size > 0 || performance.now() - this.askedAt < MILLISECONDS_OF_A_LOOK;
            if (isWanted && performance.now() >= next && markOf(this.paths) !== this.mark) {
                this.began = performance.now();
                await this.read();
                next = performance.now() + PAUSES_PER_READING * (performance.now() - this.began);
            }
            await sleep(MILLISECONDS_BETWEEN_LOOKS, undefined, { signal: this.ending.signal }).catch(() => {});
        }
    }

    private async read(): Promise<void> {
        const { alone = (work) => work() } = this.props;
        try {
            if (!existsSync(this.paths.database)) {
                // Deleted, to be built anew from raw, or not there yet: what is shown stays until there is another.
                this.mark = markOf(this.paths);
                return this.tell(this.kept === null ? null : `The lake's file ${this.paths.database} is gone; what is shown is from before. ./lake run${lakeOption(this.props.lake)} builds it again.`);
            }
            const workshop = this.ownWorkshop();
            const target = join(workshop.folder, `${++this.count}.duckdb`);
            const today = new Date().toISOString().slice(0, 10);
            const onWait = (owner: LakeOwner) => this.tell(`What is shown is from before: ${nameOfOwner(owner)} writes to the lake${sinceOf(owner)}.`);
            this.mark = await alone(() => keepLake({ paths: this.paths, target, scratch: workshop.folder, today, onWait, onTurn: () => (this.began = performance.now()), signal: this.ending.signal }));
            const read = await KeptLake.open(target, this.count);
            const before = this.kept;
            if (read.about.run === null) {
                // Just made, and its first run still to come.
                read.retire();
                return this.tell(before === null ? null : 'No run has filled the new lake yet; what is shown is from before.');
            }
            this.kept = read;
            this.readAt = new Date();
            before?.retire();
            this.tell(null, true);
        } catch (error) {
            if (this.ending.signal.aborted) return;
            // Tried again when the lake is another one.
            this.mark = markOf(this.paths);
            const expected = error instanceof ExpectedError || error instanceof UsageError ? error.message : describeSystemError(error);
            const sentence = expected ?? `The lake cannot be read: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}`;
            if (sentence !== this.trouble) this.props.say(expected ?? `${error instanceof Error ? error.stack : sentence}\nThis is a fault of the program: please report it with these lines.`);
            this.tell(sentence);
        }
    }

    /** Also where the lake's folder was deleted with all that is in it, and where a signal that ends a demo in order has removed the files of the page. */
    private ownWorkshop(): ReturnType<typeof makeWorkshop> {
        if (this.workshop !== undefined && existsSync(this.workshop.folder)) return this.workshop;
        this.workshop?.remove();
        return (this.workshop = makeWorkshop(this.paths, 'page'));
    }

    private tell(trouble: string | null, isNew = false): void {
        if (!isNew && trouble === this.trouble) return;
        this.trouble = trouble;
        for (const listener of this.listeners) listener(this.state);
    }
}

/** As somebody in the working folder calls it. */
function near(folder: string): string {
    const path = relative(process.cwd(), folder);
    return path === '' || path.startsWith('..') ? folder : path;
}

const sinceOf = ({ since }: LakeOwner): string => (since === null ? '' : ` since ${since.toISOString().slice(11, 19)} UTC`);
