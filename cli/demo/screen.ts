import type { WriteStream } from 'node:tty';

/** Begins and ends a picture that is shown whole; terminals that do not know it take no notice. https://gist.github.com/christianparpart/d8a62cc1ab659194337d73e399004036 */
const [BEGIN, END] = ['\x1b[?2026h', '\x1b[?2026l'];
const [HIDE_CURSOR, SHOW_CURSOR] = ['\x1b[?25l', '\x1b[?25h'];
const [HOME, TO_LINE_END, TO_SCREEN_END] = ['\x1b[H', '\x1b[K', '\x1b[J'];

/**
 * Lines of a terminal that are written over in place. Between two pictures the terminal is as it was found, the cursor behind
 * the last line, so that nothing has to be restored however the process ends. What stood there before goes to what can be
 * scrolled back to.
 */
export class Screen {
    private before = '';
    private readonly onResize = () => (this.before = '');

    constructor(private readonly stream: WriteStream) {
        stream.write(`${'\n'.repeat(stream.rows)}`);
        stream.on('resize', this.onResize);
    }

    get size(): { columns: number; rows: number } {
        const { columns, rows } = this.stream;
        return { columns: columns > 0 ? columns : 80, rows: rows > 0 ? rows : 24 };
    }

    show(lines: readonly string[]): void {
        const picture = lines.map((line) => `${line}${TO_LINE_END}\n`).join('');
        if (picture === this.before) return;
        this.before = picture;
        // One write, of which no half is seen.
        this.stream.write(`${BEGIN}${HIDE_CURSOR}${HOME}${picture}${TO_SCREEN_END}${SHOW_CURSOR}${END}`);
    }

    end(): void {
        this.stream.off('resize', this.onResize);
    }
}

/** Can a terminal be written over? */
export const isScreen = (stream: WriteStream, { TERM }: NodeJS.ProcessEnv): boolean => stream.isTTY && TERM !== 'dumb';
