const MILLISECONDS = 10;

/** How old things were, each counted in a class of 10 milliseconds, so that a demo of days needs no more memory. */
export class Ages {
    private readonly counts = new Map<number, number>();
    private total = 0;

    add(milliseconds: number, count: number): void {
        const place = Math.max(0, Math.floor(milliseconds / MILLISECONDS));
        this.counts.set(place, (this.counts.get(place) ?? 0) + count);
        this.total += count;
    }

    get count(): number {
        return this.total;
    }

    /** The age in milliseconds that this share of them did not exceed, to the end of its class; null if there are none. */
    quantile(share: number): number | null {
        let left = Math.ceil(this.total * share);
        for (const [place, count] of [...this.counts].sort(([one], [other]) => one - other)) {
            left -= count;
            if (left <= 0) return (place + 1) * MILLISECONDS;
        }
        return null;
    }
}
