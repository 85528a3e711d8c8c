import { Random } from './random.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** How busy each hour (UTC) is; the shape of the public files: quiet at night, a long plateau, a peak in the evening. */
const HOURS = [2, 2, 4, 9, 14, 18, 20, 21, 22, 22, 21, 21, 21, 22, 24, 27, 29, 28, 23, 16, 10, 6, 4, 2] as const;
/** How busy each weekday is, from Sunday on. */
const WEEKDAYS = [22, 19, 18, 18, 19, 21, 23] as const;

const mean = (numbers: readonly number[]) => numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
const MEAN = mean(HOURS) * mean(WEEKDAYS);

/** How busy a shop is over the week. Its mean is 1, and no day is quite like another. */
export class Rhythm {
    private day = NaN;
    private mood = 1;

    constructor(private readonly seed: number) {}

    /** How busy the shop is at a time, compared to its mean. @param at epoch milliseconds */
    busyness(at: number): number {
        const day = Math.floor(at / DAY);
        if (day !== this.day) {
            this.day = day;
            this.mood = 0.8 + 0.4 * new Random('day', this.seed, day).share();
        }
        // 1 January 1970 was a Thursday.
        const weekday = (((day + 4) % 7) + 7) % 7;
        const hour = Math.floor((at - day * DAY) / HOUR);
        return (this.mood * HOURS[hour]! * WEEKDAYS[weekday]!) / MEAN;
    }

    /**
     * When so much has happened as takes `meanMilliseconds` in an hour of mean busyness.
     *
     * @param from epoch milliseconds, as is the result
     */
    after(from: number, meanMilliseconds: number): number {
        let at = from;
        for (let left = meanMilliseconds; ; ) {
            const busyness = this.busyness(at);
            const next = (Math.floor(at / HOUR) + 1) * HOUR;
            if (left <= (next - at) * busyness) return at + left / busyness;
            left -= (next - at) * busyness;
            at = next;
        }
    }
}
