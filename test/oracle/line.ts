/** One line of a file in the Kaggle format as it is meant: nine values, whatever their spelling. */
export interface Line {
    /** Epoch milliseconds. */
    readonly time: number;
    readonly type: string | null;
    readonly product: number | null;
    readonly category: string | null;
    readonly code: string | null;
    readonly brand: string | null;
    /** In ten-thousandths of the currency, so that amounts are exact. */
    readonly price: number | null;
    readonly user: number | null;
    readonly session: string | null;
}

/** Two lines of equal content are one event. */
export const contentOf = (line: Line): string =>
    JSON.stringify([line.time, line.type, line.product, line.category, line.code, line.brand, line.price, line.user, line.session]);

/** An amount with its four decimals. */
export function amountText(tenThousandths: number): string {
    const digits = String(Math.abs(tenThousandths)).padStart(5, '0');
    return `${tenThousandths < 0 ? '-' : ''}${digits.slice(0, -4)}.${digits.slice(-4)}`;
}
