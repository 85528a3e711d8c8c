/** A program that is watched and not only timed: which processes take the processor's time, and what its own thread does. */
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CpuProfile, type GroupOf, secondsByGroup } from './cpu-profile.js';
import { type Measured, measure } from './measure.js';
import { type ProcessorTime, readStat, readWait, roleOf } from './processor-time.js';

/** It takes longer than without being watched. */
export interface Profiled extends Measured {
    /** Seconds of a core, by who took them, named as figures; empty where the machine has no /proc. */
    readonly processor: Readonly<Record<string, number>>;
    /** All of them together. */
    readonly cores: number;
    /** Seconds of the program's main thread, by what it did. */
    readonly steps: Readonly<Record<string, number>>;
}

export interface ProfiledProps {
    readonly args: readonly string[];
    readonly env: NodeJS.ProcessEnv;
    /** For the profile, which is removed when it is read. */
    readonly folder: string;
    /** A process of the PostgreSQL that works beside it. */
    readonly backend: number;
    readonly groupOf: GroupOf;
}

/** Runs a Node program to its end under V8's profiler. @throws Error if it fails */
export async function profiled({ args, env, folder, backend, groupOf }: ProfiledProps): Promise<Profiled> {
    rmSync(folder, { recursive: true, force: true });
    const watch = new ProcessorWatch(stat(backend)?.parent ?? null);
    const measured = await measure(['--cpu-prof', '--cpu-prof-dir', folder, ...args], env, (pid) => watch.look(pid));
    // `CPU.<date>.<time>.<process>.<thread>.<number>.cpuprofile`; the thread that the program begins with is 0.
    const name = readdirSync(folder).find((one) => /\.0\.\d+\.cpuprofile$/.test(one))!;
    const profile = JSON.parse(readFileSync(join(folder, name), 'utf8')) as CpuProfile;
    rmSync(folder, { recursive: true, force: true });
    return { ...measured, ...watch.taken(), steps: secondsByGroup(profile, groupOf) };
}

/** What a program and the processes of a server take, as far as it is seen before they end. */
class ProcessorWatch {
    readonly #before: ReadonlyMap<number, ProcessorTime>;
    readonly #server = new Map<number, { readonly title: string; readonly time: ProcessorTime }>();
    #whole: ProcessorTime | null = null;
    #mainThread: ProcessorTime | null = null;
    /** Of the main thread; a kernel may not tell it. */
    #wait: number | null = null;

    /** @param postmaster the process that all others of the server were started by */
    constructor(private readonly postmaster: number | null) {
        this.#before = new Map(this.#processes().flatMap((pid) => (stat(pid) === null ? [] : [[pid, stat(pid)!]])));
    }

    look(pid: number): void {
        this.#whole = stat(pid) ?? this.#whole;
        this.#mainThread = stat(`${pid}/task/${pid}`) ?? this.#mainThread;
        const waited = read(`${pid}/task/${pid}/schedstat`);
        if (waited !== null) this.#wait = readWait(waited);
        for (const process of this.#processes()) {
            const time = stat(process);
            // Its title changes with what it does.
            if (time !== null) this.#server.set(process, { title: read(`${process}/cmdline`) ?? '', time });
        }
    }

    taken(): Pick<Profiled, 'processor' | 'cores'> {
        const [whole, main] = [this.#whole, this.#mainThread];
        if (whole === null || main === null) return { processor: {}, cores: 0 };
        const server = { walsender: 0, backends: 0, 'rest of PostgreSQL': 0 };
        for (const [pid, { title, time }] of this.#server) {
            const before = this.#before.get(pid);
            server[roleOf(title)] += sum(time) - (before === undefined ? 0 : sum(before));
        }
        const processor = {
            'CPU of Node, user s': whole.user,
            'system s': whole.system,
            'of both its main thread s': sum(main),
            'its other threads s': sum(whole) - sum(main),
            ...(this.#wait === null ? {} : { 'for a core its main thread waited s': this.#wait }),
            ...Object.fromEntries(Object.entries(server).map(([role, seconds]) => [`CPU of ${role} s`, seconds])),
        };
        return { processor, cores: sum(whole) + server.walsender + server.backends + server['rest of PostgreSQL'] };
    }

    #processes(): number[] {
        const children = this.postmaster === null ? null : read(`${this.postmaster}/task/${this.postmaster}/children`);
        return (children ?? '').split(' ').filter((one) => one !== '').map(Number);
    }
}

const sum = ({ user, system }: ProcessorTime) => user + system;

const stat = (place: number | string): ProcessorTime | null => {
    const line = read(`${place}/stat`);
    return line === null ? null : readStat(line);
};

/** A file of /proc; null where there is none, or the process has ended. */
function read(place: string): string | null {
    try {
        return readFileSync(join('/proc', place), 'utf8');
    } catch {
        return null;
    }
}
