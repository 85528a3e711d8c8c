/** A purchase as the lake has it; days are counted from 1970-01-01. */
export interface BoughtLine {
    readonly user: number;
    readonly day: number;
    readonly product: number;
}

/** What was predicted at an origin, by customer. */
export interface Predicted {
    readonly waits: ReadonlyMap<number, { readonly givenReturn: number; readonly inAnyCase: number; readonly returnProbability: number }>;
    /** Thirty chances each. */
    readonly days: ReadonlyMap<number, readonly number[]>;
    readonly products: ReadonlyMap<number, readonly number[]>;
}

export interface ExpectedScores {
    /** Measure and forecast to band to the scores of cases; of days, the mean of thirty. */
    readonly scores: ReadonlyMap<string, ReadonlyMap<string, readonly { readonly band: number; readonly score: number }[]>>;
    /** Forecast to all customer-days: the chance and whether a purchase came. */
    readonly customerDays: ReadonlyMap<string, readonly { readonly chance: number; readonly came: boolean }[]>;
}

interface Case {
    readonly user: number;
    readonly days: readonly number[];
    readonly sinceLast: number;
    readonly recency: number;
    readonly band: number;
    /** Day of the next purchase, counted from the day asked on as 1; null where none is within 60 days. */
    readonly wait: number | null;
}

const median = (values: readonly number[]): number | null => {
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length / 2;
    if (sorted.length === 0) return null;
    return Number.isInteger(middle) ? (sorted[middle - 1]! + sorted[middle]!) / 2 : sorted[Math.floor(middle)]!;
};
const average = (values: readonly number[]) => values.reduce((sum, one) => sum + one, 0) / values.length;
const bandOf = (days: number) => (days >= 20 ? 7 : days >= 10 ? 6 : days >= 6 ? 5 : days >= 4 ? 4 : days);
/** 1 is Monday; 1970-01-01 was a Thursday. */
const weekday = (day: number) => ((day + 3) % 7) + 1;
const within = (low: number, value: number, high: number) => Math.max(low, Math.min(high, value));

/** The customers who had bought on two days before `day`, as far as `known` goes. */
function casesOn(day: number, byUser: ReadonlyMap<number, readonly number[]>, known: number): Case[] {
    return [...byUser].flatMap(([user, all]) => {
        const days = all.filter((one) => one < day);
        if (days.length < 2) return [];
        const next = all.find((one) => one >= day && one < day + 60 && one < known);
        const sinceLast = day - 1 - days.at(-1)!;
        return [{ user, days, sinceLast, recency: Math.floor(2 * Math.log2(sinceLast + 1)), band: bandOf(days.length), wait: next === undefined ? null : next - day + 1 }];
    });
}

/** All scores of a backtest worked out row by row, from purchases and predictions alone. */
export function expectedBacktest(lines: readonly BoughtLine[], predictions: ReadonlyMap<number, Predicted>): ExpectedScores {
    const byUser = new Map<number, number[]>();
    for (const { user, day } of lines) byUser.set(user, [...new Set([...(byUser.get(user) ?? []), day])].sort((a, b) => a - b));
    const scores = new Map<string, Map<string, { band: number; score: number }[]>>();
    const customerDays = new Map<string, { chance: number; came: boolean }[]>();
    for (const [origin, predicted] of predictions) {
        const asked = Array.from({ length: 26 }, (_, week) => origin - 60 - 7 * week).flatMap((day) => casesOn(day, byUser, origin).map((one) => ({ ...one, day })));
        const cases = casesOn(origin, byUser, Infinity);
        const past = lines.filter(({ day }) => day < origin);
        for (const one of cases) {
            const add = (measure: string, forecast: string, score: number) => {
                const forecasts = scores.get(measure) ?? new Map<string, { band: number; score: number }[]>();
                scores.set(measure, forecasts.set(forecast, [...(forecasts.get(forecast) ?? []), { band: one.band, score }]));
            };
            for (const [forecast, [givenReturn, inAnyCase]] of Object.entries(waitForecasts(one, asked, cases, predicted))) {
                if (one.wait !== null) add('waits', forecast, Math.abs(one.wait - givenReturn));
                add('waits_of_all', forecast, Math.abs((one.wait ?? 61) - inAnyCase));
            }
            for (const [forecast, chance] of Object.entries(returnForecasts(one, asked, predicted))) add('returns', forecast, (chance - (one.wait === null ? 0 : 1)) ** 2);
            for (const [forecast, chances] of Object.entries(dayForecasts(one, origin, asked, byUser, predicted))) {
                const cameOn = (ahead: number) => byUser.get(one.user)!.includes(origin + ahead);
                add('days', forecast, average(chances.map((chance, ahead) => (chance - (cameOn(ahead) ? 1 : 0)) ** 2)));
                customerDays.set(forecast, [...(customerDays.get(forecast) ?? []), ...chances.map((chance, ahead) => ({ chance, came: cameOn(ahead) }))]);
            }
            if (one.wait === null) continue;
            const basket = new Set(lines.filter(({ user, day }) => user === one.user && day === origin + one.wait! - 1).map(({ product }) => product));
            for (const [forecast, products] of Object.entries(productForecasts(one, origin, past, predicted))) {
                const hits = products.filter((product) => basket.has(product)).length;
                add('hits', forecast, hits > 0 ? 1 : 0);
                add('recalls', forecast, hits / Math.min(3, basket.size));
            }
        }
    }
    return { scores, customerDays };
}

type Asked = Case & { readonly day: number };

function waitForecasts(one: Case, asked: readonly Asked[], cases: readonly Case[], { waits }: Predicted): Record<string, [number, number]> {
    const medians = (some: readonly Asked[]): [number | null, number | null] => [median(some.flatMap(({ wait }) => (wait === null ? [] : [wait]))), median(some.map(({ wait }) => wait ?? 61))];
    const all = medians(asked);
    const constant: [number, number] = [all[0] ?? 30, all[1] ?? 30];
    const alike = medians(asked.filter(({ recency }) => recency === one.recency));
    const recency: [number, number] = [alike[0] ?? constant[0], alike[1] ?? constant[1]];
    const same = asked.filter((other) => other.recency === one.recency && other.band === one.band);
    const both = medians(same);
    const hasReturns = same.filter(({ wait }) => wait !== null).length >= 20;
    const gaps = (days: readonly number[]) => days.slice(1).map((day, place) => day - days[place]!);
    const overdue = (interval: number): [number, number] => [within(1, interval - one.sinceLast, 60), within(1, interval - one.sinceLast, 61)];
    const own = gaps(one.days);
    const population = cases.flatMap(({ days }) => gaps(days));
    const ahead = average(own) - one.sinceLast;
    const { givenReturn, inAnyCase } = waits.get(one.user)!;
    return {
        prediction: [givenReturn, inAnyCase],
        constant,
        'recency only': recency,
        'recency and purchases': [hasReturns ? both[0]! : recency[0], same.length >= 20 ? both[1]! : recency[1]],
        'last interval': overdue(own.at(-1)!),
        'personal mean': overdue(average(own)),
        'personal median': overdue(median(own)!),
        'personal mean, constant if overdue': ahead < 1 ? constant : overdue(average(own)),
        'population mean': overdue(average(population)),
        'population median': overdue(median(population)!),
    };
}

function returnForecasts(one: Case, asked: readonly Asked[], { waits }: Predicted): Record<string, number> {
    const share = (some: readonly Asked[]) => (some.length === 0 ? null : some.filter(({ wait }) => wait !== null).length / some.length);
    const base = share(asked) ?? 0.5;
    const alike = share(asked.filter(({ recency }) => recency === one.recency));
    const same = asked.filter((other) => other.recency === one.recency && other.band === one.band);
    return {
        prediction: waits.get(one.user)!.returnProbability,
        'base rate': base,
        'recency only': alike ?? base,
        'recency and purchases': same.length === 0 ? (alike ?? base) : (same.filter(({ wait }) => wait !== null).length + 20 * alike!) / (same.length + 20),
    };
}

function dayForecasts(one: Case, origin: number, asked: readonly Asked[], byUser: ReadonlyMap<number, readonly number[]>, { days }: Predicted): Record<string, readonly number[]> {
    const known = asked.flatMap((other) => Array.from({ length: 30 }, (_, ahead) => ({ ...other, on: weekday(other.day + ahead), came: byUser.get(other.user)!.includes(other.day + ahead) ? 1 : 0 })));
    const share = (some: typeof known) => (some.length === 0 ? 0 : average(some.map(({ came }) => came)));
    const total = share(known);
    const same = known.filter((other) => other.recency === one.recency && other.band === one.band);
    const alike = same.length === 0 ? total : (same.filter(({ came }) => came === 1).length + 600 * total) / (same.length + 600);
    const ahead = Array.from({ length: 30 }, (_, place) => share(known.filter(({ on }) => on === weekday(origin + place))));
    return {
        prediction: days.get(one.user)!,
        'base rate × weekday': ahead,
        'recency and purchases × weekday': ahead.map((rate) => Math.min(1, alike * (total === 0 ? 1 : rate / total))),
    };
}

function productForecasts(one: Case, origin: number, past: readonly BoughtLine[], { products }: Predicted): Record<string, readonly number[]> {
    const daysWith = (some: readonly BoughtLine[], product: number) => new Set(some.filter((line) => line.product === product).map(({ user, day }) => `${user} ${day}`)).size;
    const recent = past.filter(({ day }) => day >= origin - 60);
    const order = (names: readonly number[], ...by: ((product: number) => number)[]) =>
        [...new Set(names)].sort((a, b) => by.map((rank) => rank(b) - rank(a)).find((difference) => difference !== 0) ?? a - b);
    const popularity = (product: number) => daysWith(recent, product);
    const popular = order(past.map(({ product }) => product), popularity);
    const own = past.filter(({ user }) => user === one.user);
    const mine = own.map(({ product }) => product);
    const filled = (chosen: readonly number[]) => [...new Set([...chosen, ...popular])].slice(0, 3);
    return {
        prediction: products.get(one.user)!,
        'personal top 3': filled(order(mine, (product) => daysWith(own, product), popularity)),
        'personal top 3, ties by number': filled(order(mine, (product) => daysWith(own, product))),
        'personal top 3 by lines': filled(order(mine, (product) => own.filter((line) => line.product === product).length)),
        'last basket': filled(order(own.filter(({ day }) => day === one.days.at(-1)).map(({ product }) => product), popularity)),
        'global top 3': filled([]),
    };
}
