import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BoughtLine } from './expected-backtest.js';
import { withLake } from './temporary-lake.js';

const DAY = 86_400_000;

/** A day as a number from 1970-01-01 on. */
export const dayOf = (date: string): number => Date.parse(date) / DAY;
export const dateOf = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);

/** Makes a lake in `folder` of purchases, each line at a second of its own. */
export async function purchaseLake(folder: string, lines: readonly BoughtLine[]): Promise<void> {
    const file = join(folder, 'purchases.csv');
    const time = (second: number) => new Date(36_000_000 + 1000 * second).toISOString().slice(11, 19);
    writeFileSync(
        file,
        `event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session\n${lines
            .map(({ user, day, product }, place) => `${dateOf(day)} ${time(place % 40_000)} UTC,purchase,${product},1,a.b,acme,10.50,${user},s${user}-${day}\n`)
            .join('')}`,
    );
    await withLake(folder, [{ import: file }], async () => {});
}

/**
 * Purchases of invented customers from 2021-01-01 to 2021-07-31, without chance: weekly and monthly ones, some who stop, one who
 * buys two or three lines of a product, some with one product only, one who bought once.
 */
export function inventedPurchases(): BoughtLine[] {
    const first = dayOf('2021-01-01');
    const last = dayOf('2021-07-31');
    const lines: BoughtLine[] = [{ user: 99, day: first + 40, product: 1 }];
    for (let user = 1; user <= 24; user++) {
        const every = 5 + ((7 * user) % 31);
        const end = user % 4 === 0 ? first + 60 + 3 * user : last;
        for (let day = first + ((3 * user) % 17), visit = 0; day <= end; visit++) {
            const products = user % 5 === 0 ? [1 + (user % 3)] : [1 + (user % 7), 1 + ((user + visit) % 9), 1 + ((user * visit) % 11)];
            for (const product of products) lines.push({ user, day, product });
            if (user % 6 === 1) lines.push({ user, day, product: 9 }, { user, day, product: 9 });
            day += Math.max(1, every + (((visit * 13 + user * 5) % 9) - 4) * (1 + (user % 3)));
        }
    }
    // The lake ends on the last day.
    lines.push({ user: 98, day: last, product: 4 }, { user: 98, day: first, product: 4 });
    return lines;
}
