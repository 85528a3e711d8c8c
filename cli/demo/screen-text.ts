import type { DemoState } from '../../local/demo/demo-state.js';
import { displayWidth } from '../query/display-width.js';
import { terminalText } from '../../local/terminal-text.js';
import { figureLines } from './figure-lines.js';
import { funnelLines } from './funnel-lines.js';
import type { Paint } from './paint.js';
import { shortTime } from './short-time.js';
import { wayLines } from './way-lines.js';

export interface ScreenProps {
    readonly columns: number;
    readonly rows: number;
    /** Epoch milliseconds. */
    readonly now: number;
    readonly paint: Paint;
    /** What a proposed command needs so that it is about this lake. */
    readonly lakeOption: string;
}

const MILLISECONDS_OF_A_NOTICE = 30_000;
const COLOUR = /\x1b\[\d+m/g;

/** What the terminal shows of a demo: at most so many lines that one is left for the cursor, none wider than the terminal. */
export function screenText(state: DemoState, { columns, rows, now, paint, lakeOption }: ScreenProps): string[] {
    const width = columns - 1;
    const top = [titleLine(state, { width, now, paint }), '', ...wayLines(state, { columns: width, paint }), '', ...figureLines(state, { now, paint, lakeOption }), ''];
    const isNoticed = state.notice !== null && now - state.notice.at < MILLISECONDS_OF_A_NOTICE;
    const bottom = isNoticed ? ['', paint.bad(`! ${fitted(terminalText(state.notice!.text), width - 2)}`)] : [];
    const left = rows - 1 - top.length - bottom.length;
    const days = state.figures?.days ?? [];
    const funnel = days.length > 0 ? funnelLines(days, { columns: width, lines: left, now, paint }) : [historyLine(state, paint)];
    return [...top, ...funnel.slice(0, Math.max(0, left)), ...bottom].slice(0, Math.max(1, rows - 1)).map((line) => fitted(line, width));
}

function titleLine({ startedAt, stage, ending }: DemoState, { width, now, paint }: { width: number; now: number; paint: Paint }): string {
    const name = 'A shop and its lake, live';
    const more = { starts: 'starts', lives: 'Ctrl-C ends it', ends: `ends: ${ending}` }[stage];
    const right = `${shortTime(Math.round((now - startedAt) / 1000)).replace('.0 s', ' s').replace('0.00 s', '0 s')} · ${more}`;
    return paint.strong(name) + ' '.repeat(Math.max(1, width - name.length - right.length)) + paint.faint(right);
}

function historyLine({ history, step, stage }: DemoState, paint: Paint): string {
    if (stage === 'ends') return '';
    return `${paint.faint('funnel'.padEnd(11))} ${history ?? (step === null ? 'is read' : `the first run is at ${step}`)}`;
}

/** Cut to a width, with what colours it. */
function fitted(line: string, width: number): string {
    const plain = line.replace(COLOUR, '');
    if (displayWidth(plain) <= width) return line;
    let [text, left] = ['', width - 1];
    for (const part of line.split(/(\x1b\[\d+m)/)) {
        if (part.startsWith('\x1b')) text += part;
        else
            for (const character of part) {
                left -= displayWidth(character);
                if (left >= 0) text += character;
                else left = 0;
            }
    }
    return `${text.trimEnd()}…`;
}
