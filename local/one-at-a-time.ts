/** Work of one process of which one piece goes on at a time, in the order in which it came. */
export class OneAtATime {
    private isFree: Promise<void> = Promise.resolve();

    async run<T>(work: () => Promise<T>): Promise<T> {
        const before = this.isFree;
        let free = () => {};
        this.isFree = new Promise((resolve) => (free = resolve));
        await before;
        try {
            return await work();
        } finally {
            free();
        }
    }
}
