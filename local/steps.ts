/** A step of the work that has ended. */
export interface StepReport {
    readonly step: string;
    readonly seconds: number;
    /** Rows that it wrote or looked through, where it deals with rows. */
    readonly rows?: number;
}

/** Someone who follows the work: a progress line, a log. */
export interface StepObserver {
    readonly begun?: (step: string) => void;
    readonly ended?: (report: StepReport) => void;
    /** The work is over; told why if it failed. */
    readonly closed?: (error?: unknown) => void;
}

/** The named steps of an import or a run, and those who follow them. */
export class Steps {
    private readonly observers: StepObserver[];

    constructor(...observers: readonly StepObserver[]) {
        this.observers = [...observers];
    }

    /** Lets one more follow from here on. */
    watch(observer: StepObserver): void {
        this.observers.push(observer);
    }

    /**
     * Takes a step.
     *
     * @param rowsOf how many rows the result speaks of
     */
    async take<T>(step: string, work: () => Promise<T>, rowsOf?: (result: T) => number): Promise<T> {
        for (const { begun } of this.observers) begun?.(step);
        const started = performance.now();
        const result = await work();
        const report = { step, seconds: Math.round(performance.now() - started) / 1000, ...(rowsOf === undefined ? {} : { rows: rowsOf(result) }) };
        for (const { ended } of this.observers) ended?.(report);
        return result;
    }

    /** Does the whole work and tells everyone when it is over, also when it failed. */
    async during<T>(work: () => Promise<T>): Promise<T> {
        try {
            const result = await work();
            for (const { closed } of this.observers) closed?.();
            return result;
        } catch (error) {
            try {
                for (const { closed } of this.observers) closed?.(error);
            } catch {
                // On a full disk the log cannot be written either; the failure itself is what is to be told.
            }
            throw error;
        }
    }
}
