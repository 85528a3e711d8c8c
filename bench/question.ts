import type { Result } from './figures.js';

/** What a question is measured with. */
export interface Trial {
    /** Rows of the generated month; of `million` the customers. */
    readonly rows: number;
    readonly runs: number;
    /** Where inputs are kept from call to call, and copies are worked on meanwhile. */
    readonly folder: string;
    /** The further numbers of the question, each given or as it is unless said. */
    readonly numbers: Readonly<Record<string, number>>;
    /** Told what goes on. */
    readonly say: (text: string) => void;
}

/** Measures a question: its inputs are made where they are not kept, and what else it makes is removed. */
export type Measure = (trial: Trial) => Promise<Result[]>;

export interface Question {
    /** For the list of questions. */
    readonly asks: string;
    readonly rows: number;
    readonly runs: number;
    /** Further numbers that may be given as `--name N`, as they are unless said. */
    readonly numbers: Readonly<Record<string, number>>;
    /** The least rows. @default 1,000 */
    readonly fewestRows?: number;
    /** The least and the most of a further number. @default 0 and 1,000,000,000 */
    readonly bounds?: Readonly<Record<string, readonly [least: number, most: number]>>;
    /** About how many seconds a trial takes on two cores, the making of its inputs apart. */
    readonly seconds: (trial: Pick<Trial, 'rows' | 'runs' | 'numbers'>) => number;
    readonly load: () => Promise<Measure>;
}
