/** How a setting is written in the context of the CDK, and which values it may have. */
export interface Kind<T> {
    /** What it has to be, for people. */
    readonly must: string;
    /** @returns undefined for a text that is no such value */
    readonly parse: (text: string) => T | undefined;
}

/** @param step in which it goes; 1 for whole numbers */
export const numberFrom = (least: number, most: number, step = 1): Kind<number> => ({
    must: `a${step === 1 ? ' whole' : ''} number from ${least} to ${most}${step === 1 ? '' : ` in steps of ${step}`}`,
    parse: (text) => {
        if (!/^\d+(\.\d+)?$/.test(text)) return undefined;
        const steps = Number((Number(text) / step).toFixed(6));
        return Number.isInteger(steps) && Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
    },
});

export const numberOf = (...values: readonly number[]): Kind<number> => ({
    must: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => String(value) === text),
});

export const oneOf = <const T extends string>(...values: readonly T[]): Kind<T> => ({
    must: `one of ${values.join(', ')}`,
    parse: (text) => values.find((value) => value === text),
});

export const flag: Kind<boolean> = { must: 'true or false', parse: (text) => ({ true: true, false: false })[text] };

export const matching = (must: string, form: RegExp): Kind<string> => ({ must, parse: (text) => (form.test(text) ? text : undefined) });
