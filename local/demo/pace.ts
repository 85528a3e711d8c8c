const SECONDS = 10;

/** How many things happened in a second, as mean of the last ten. */
export class Pace {
    private readonly seconds = new Map<number, number>();

    add(at: number, count: number): void {
        const second = Math.floor(at / 1000);
        this.seconds.set(second, (this.seconds.get(second) ?? 0) + count);
        for (const old of this.seconds.keys()) if (old < second - SECONDS) this.seconds.delete(old);
    }

    /** @param since when the first could have happened */
    perSecond(now: number, since: number): number {
        const last = Math.floor(now / 1000) - 1;
        const first = Math.max(last - SECONDS + 1, Math.ceil(since / 1000));
        if (first > last) return 0;
        let count = 0;
        for (let second = first; second <= last; second++) count += this.seconds.get(second) ?? 0;
        return count / (last - first + 1);
    }
}
