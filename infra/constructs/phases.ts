import type { Settings } from '../settings.js';

/** When a phase begins, in UTC, as cron has it. */
export interface PhaseTime {
    readonly minute: string;
    /** @default every hour */
    readonly hour?: string;
    /** @default every day */
    readonly weekDay?: string;
}

/** A phase of the job, as `--phase` names it: what it is for, what it may take, and when it begins. */
export interface Phase {
    readonly name: string;
    /** One sentence. */
    readonly purpose: string;
    /** Most workers; it scales down by itself. */
    readonly workers: number;
    /** After which it is ended. */
    readonly minutes: number;
    /** What it has to be given besides, by name, with an example of each. */
    readonly needs: Readonly<Record<string, string>>;
    /** @default - only when somebody starts it */
    readonly begins?: PhaseTime;
}

/** The phases of the job; schedules, their state machine and the dashboard are made from them. */
export function phases(settings: Settings): readonly Phase[] {
    const { factsWorkers, dimensionsWorkers, otherWorkers, factsMinutes, otherMinutes } = settings;
    const other = { workers: otherWorkers, minutes: otherMinutes };
    return [
        {
            name: 'facts',
            purpose: 'Takes what is new in raw through clean to facts and sessions.',
            workers: factsWorkers,
            minutes: factsMinutes,
            needs: {},
            // Behind the files of the hour that is over.
            begins: { minute: '5' },
        },
        {
            name: 'dimensions',
            purpose: 'Describes users, products and days anew from clean, and predicts purchases.',
            workers: dimensionsWorkers,
            minutes: otherMinutes,
            needs: {},
            begins: { minute: '35', hour: '0' },
        },
        { name: 'maintenance', purpose: 'Keeps the tables in order, without changing a row.', ...other, needs: {}, begins: { minute: '15', hour: '2', weekDay: 'SUN' } },
        { name: 'verify', purpose: 'Compares raw with clean and clean with model, and recounts the accounts.', ...other, needs: {}, begins: { minute: '15', hour: '4', weekDay: 'SUN' } },
        { name: 'import', purpose: 'Turns a file of events in the Kaggle format into records in raw.', ...other, needs: { file: 's3://BUCKET/2019-Oct.csv.gz' } },
        { name: 'backfill', purpose: 'Builds the facts of some days anew from clean, and their sessions.', ...other, needs: { from: '2020-04-01', to: '2020-04-30' } },
    ];
}

/** What an execution of the state machine is given to run a phase; examples stand for what it needs. */
export const phaseInput = ({ name, needs }: Pick<Phase, 'name' | 'needs'>, given: Readonly<Record<string, string>> = needs): Readonly<Record<string, string>> => ({ phase: name, ...given });
