import { terminalText } from '../../local/terminal-text.js';

/** What is going on, on one line of a terminal that is written over; nothing in a pipe. */
export class Progress {
    private readonly started = performance.now();
    private timer: NodeJS.Timeout | undefined;
    private text: () => string = () => '';

    constructor(private readonly stream: NodeJS.WriteStream = process.stderr) {
        if (!stream.isTTY) return;
        this.timer = setInterval(() => this.draw(), 200);
        // The line is no reason to stay alive.
        this.timer.unref();
    }

    /** Says what begins now. @param text a function is asked anew each time that the line is written */
    step(text: string | (() => string)): void {
        this.text = typeof text === 'string' ? () => text : text;
        this.draw();
    }

    /** Writes a line that stays, above the one that is written over. */
    line(text: string): void {
        this.stream.write(`${this.timer === undefined ? '' : '\r\x1b[2K'}${terminalText(text)}\n`);
        this.draw();
    }

    /** Clears the line; what follows stands in its place. */
    end(): void {
        clearInterval(this.timer);
        if (this.timer !== undefined) this.stream.write('\r\x1b[2K');
        this.timer = undefined;
    }

    private draw(): void {
        if (this.timer === undefined) return;
        const seconds = ((performance.now() - this.started) / 1000).toFixed(0);
        const line = `${terminalText(this.text())} … ${seconds} s`;
        // A terminal that does not know its width says 0, such as one of a container or of an editor.
        const { columns } = this.stream;
        this.stream.write(`\r\x1b[2K${line.slice(0, Math.max(10, (columns > 0 ? columns : 80) - 1))}`);
    }
}
