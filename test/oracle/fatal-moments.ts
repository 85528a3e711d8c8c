import type { StepObserver } from '../../local/steps.js';

/** Where replication dies: at a step, or when a file takes its place, at the n-th such moment. */
export type FatalMoment =
    | { readonly of: 'step'; readonly step: string; readonly at: 'begun' | 'ended'; readonly after: number }
    | { readonly of: 'file'; readonly at: 'before' | 'after'; readonly after: number };

/** No error that anyone expects; a process that was killed says nothing. */
export class Death extends Error {}

/** One life of a replication in this process. Once dead it does nothing more that lasts: every step and every file fails. */
export class Life {
    #left: number;
    /** Where it died. */
    died: string | null = null;

    constructor(private readonly moment: FatalMoment | null) {
        this.#left = moment?.after ?? 0;
    }

    readonly observer: StepObserver = {
        begun: (step) => this.#reach('step', 'begun', step),
        ended: ({ step }) => this.#reach('step', 'ended', step),
    };

    /** Does what gives a file its place. */
    place(file: string, work: () => void): void {
        this.#reach('file', 'before', kindOf(file));
        work();
        this.#reach('file', 'after', kindOf(file));
    }

    #reach(of: FatalMoment['of'], at: string, name: string): void {
        if (this.died !== null) throw new Death(this.died);
        const { moment } = this;
        if (moment === null || moment.of !== of || moment.at !== at || (moment.of === 'step' && !name.startsWith(moment.step))) return;
        if (this.#left-- > 0) return;
        this.died = `${at} ${of === 'file' ? 'a file of ' : ''}${name.replace(/ of .*/, '')}`;
        throw new Death(this.died);
    }
}

const kindOf = (file: string): string => (file.endsWith('state.json') ? 'state' : file.endsWith('.json') ? 'markers' : /LOAD\w+\.parquet$/.test(file) ? 'loads' : 'changes');

let alive = new Life(null);

/** Who lives now; one at a time, since files do not say who places them. */
export const theLife = (): Life => alive;

export function beginLife(moment: FatalMoment | null): Life {
    alive = new Life(moment);
    return alive;
}

type DurableFiles = typeof import('../../local/durable-files.js');

/** For `vi.mock` of durable-files.js: every file that takes its place is a moment at which replication can die. */
export function mortal(files: DurableFiles): DurableFiles {
    return {
        ...files,
        // Imports and notes of dropped records take their places too, and are not replication's.
        moveDurably: (from, to) => (/[\\/](history|_rejected|_dropped)[\\/]/.test(to) ? files.moveDurably(from, to) : theLife().place(to, () => files.moveDurably(from, to))),
        writeDurably: (file, content) => theLife().place(file, () => files.writeDurably(file, content)),
    };
}
