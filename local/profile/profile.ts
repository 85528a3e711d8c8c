/** What a file in the Kaggle format is like. Counts are of rows unless their name says otherwise; times are in UTC. */
export interface Profile {
    /** Name of the file, without its folder. */
    readonly file: string;
    /** Lines without the header, those that cannot be read among them. */
    readonly lines: number;
    readonly unreadable: UnreadableLines;
    readonly ignoredColumns: readonly string[];
    /** Lines that can be read. */
    readonly readable: number;
    /** Rows that all that follows is about: those that can be read, or a sample of them. */
    readonly rows: number;
    readonly isSample: boolean;
    readonly columns: readonly ColumnProfile[];
    readonly duplicates: { readonly extraCopies: number };
    readonly eventTypes: readonly { readonly eventType: string | null; readonly rows: number }[];
    readonly prices: PriceProfile;
    readonly times: TimeProfile;
    readonly sessions: SessionProfile;
    readonly products: ProductProfile;
    readonly topBrands: readonly TopValue[];
    readonly topCategories: readonly TopValue[];
}

export interface UnreadableLines {
    readonly lines: number;
    /** The most frequent first; rare ones beyond a limit are left out. */
    readonly reasons: readonly { readonly reason: string; readonly lines: number; readonly example: string }[];
}

export interface ColumnProfile {
    readonly column: string;
    readonly nulls: number;
    /** 0 to 1; null where there are no rows. */
    readonly nullShare: number | null;
    readonly distinct: number;
}

/** Of all rows with a price, zero and negative ones among them. */
export interface PriceProfile {
    readonly count: number;
    readonly mean: number | null;
    /** Of a sample: divided by count - 1. */
    readonly standardDeviation: number | null;
    readonly min: number | null;
    readonly max: number | null;
    /** Between two prices they are interpolated, as `quantile_cont` and pandas do. */
    readonly quantiles: readonly { readonly share: number; readonly price: number }[];
    readonly zero: number;
    readonly negative: number;
}

export interface TimeProfile {
    /** Rows before 2000 or after 2099, which no import takes for true; what follows leaves them out. */
    readonly implausible: number;
    /** As `2020-04-01T00:00:00.000Z`; null where there are no rows. */
    readonly first: string | null;
    readonly last: string | null;
    /** From one event to the next, the longest first. */
    readonly longestGaps: readonly { readonly from: string; readonly to: string; readonly seconds: number }[];
    /** Days from the first to the last, both included. */
    readonly days: number;
    readonly daysWithoutEvents: number;
    /** The earliest of them, up to a limit. */
    readonly emptyDays: readonly string[];
    /** Only days that have events. */
    readonly perDay: readonly { readonly day: string; readonly rows: number }[];
    /** 24 counts, from midnight. */
    readonly perHour: readonly number[];
    /** For each weekday from Monday, 24 counts. */
    readonly perWeekdayAndHour: readonly (readonly number[])[];
}

/** A session is an id in `user_session`, whoever its users are; rows without one belong to none. */
export interface SessionProfile {
    readonly sessions: number;
    readonly withSeveralUsers: number;
    readonly mostRows: number;
    readonly withView: number;
    readonly withCart: number;
    readonly withPurchase: number;
    /** With a view, not earlier than it a cart, and not earlier than that a purchase. */
    readonly complete: number;
}

export interface ProductProfile {
    readonly products: number;
    readonly withSeveralBrands: number;
    /** By `category_id`. */
    readonly withSeveralCategories: number;
}

export interface TopValue {
    readonly value: string;
    readonly rows: number;
    readonly purchases: number;
    /** Sum of the prices of purchases. */
    readonly revenue: number;
}
