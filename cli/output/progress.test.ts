import { describe, expect, test } from 'vitest';
import { Progress } from './progress.js';

/** A terminal of so many columns that keeps what is written to it. */
function terminal(columns: number | undefined) {
    const written: string[] = [];
    const stream = { isTTY: true, columns, write: (text: string) => written.push(text) } as unknown as NodeJS.WriteStream;
    return { stream, last: () => written.at(-1) };
}

const LONG = 'x'.repeat(100);

describe('the line of progress', () => {
    test.each([
        [120, 106],
        [40, 39],
        [0, 79],
        [undefined, 79],
    ])('in a terminal of %s columns has %i signs of a long text', (columns, signs) => {
        const { stream, last } = terminal(columns);
        const progress = new Progress(stream);
        progress.step(LONG);
        // In front stand the signs that clear the line; behind, of 100, ' … 0 s'.
        expect(last()).toBe(`\r\x1b[2K${`${LONG} … 0 s`.slice(0, signs)}`);
        progress.end();
    });

    test('says what a function says now, while nothing is called', async () => {
        const { stream, last } = terminal(80);
        const progress = new Progress(stream);
        let count = 0;
        progress.step(() => `count ${count}`);
        expect(last()).toContain('count 0 …');
        count = 5;
        await expect.poll(last).toContain('count 5 …');
        progress.end();
    });
});
