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
        // A number in steps has as many places as they have; of a quotient the last ones are noise.
        const places = String(step).split('.')[1]?.length ?? 0;
        if ((text.split('.')[1]?.length ?? 0) > places || !Number.isInteger(Number((Number(text) / step).toFixed(6)))) return undefined;
        return Number(text) >= least && Number(text) <= most ? Number(text) : undefined;
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

export const flag: Kind<boolean> = { must: 'true or false', parse: (text) => (text === 'true' ? true : text === 'false' ? false : undefined) };

export const matching = (must: string, form: RegExp): Kind<string> => ({ must, parse: (text) => (form.test(text) ? text : undefined) });

/** Addresses in the notation of RFC 4632 that are wholly in one of the ranges of RFC 1918, with so many bits of network as a VPC takes and two zones need. */
export const privateNetwork: Kind<string> = {
    must: 'a private network with 16 to 22 bits and zeros behind them, such as 10.20.0.0/16',
    parse: (text) => {
        const [, ...fields] = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(text) ?? [];
        const [a = -1, b = -1, c = -1, d = -1, bits = -1] = fields.map(Number);
        const isPrivate = a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
        const behind = 2 ** (32 - bits);
        const isNetwork = bits >= 16 && bits <= 22 && (((a * 256 + b) * 256 + c) * 256 + d) % behind === 0;
        return isPrivate && isNetwork && [a, b, c, d].every((field) => field >= 0 && field <= 255) ? text : undefined;
    },
};
