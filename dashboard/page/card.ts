import type { Answer } from '../answers/answer.js';
import { type Choice, linkOf } from '../answers/choice.js';
import { html, type Markup } from '../looks/html.js';
import { countText } from '../looks/number-text.js';
import type { Listing, Visual } from '../visual.js';
import { addressOf, ask, Refused } from './ask.js';
import { ChartFrame } from './chart-frame.js';
import { drawAnswer } from './draw-answer.js';
import { obeyedWords, unreachedWords } from './filter-words.js';
import { hasData } from './has-data.js';
import { legend } from './legend.js';
import { type Phrase, phraseMarkup, phraseText } from './phrase.js';
import { answerSentence } from './sentences/answer-sentence.js';
import { setMarkup } from './set-markup.js';
import { answerTable } from './tables/answer-table.js';
import { barsTable } from './tables/bars-table.js';
import { funnelTable } from './tables/funnel-table.js';
import { matrixTable } from './tables/matrix-table.js';

/** What a card is read under. */
export interface Reading {
    readonly choice: Choice;
    /** Last day of the lake, which may not be over. */
    readonly openDay: string | null;
    /** Does what is shown answer another choice than this? Then it is marked as old until the answer is there. */
    readonly isOther: boolean;
}

/** A visual on the page: question, answer, chart and table. */
export class Card {
    readonly element = document.createElement('article');
    private readonly frame: ChartFrame;
    private running: AbortController | null = null;
    /** Is what it shows not the newest? */
    isStale = true;
    /** Has it shown an answer yet? */
    isRead = false;

    constructor(readonly visual: Visual, isWhole: boolean) {
        const { name, title, question, kind, note } = visual;
        this.element.id = name;
        this.element.className = `card ${kind.replace(' ', '-')}${isWhole ? ' whole' : ''}`;
        this.element.setAttribute('aria-labelledby', `${name}-question`);
        this.element.innerHTML = html`<p class="title">${title}</p>
<h3 id="${name}-question">${question}</h3>
<p class="answer">Reading …</p>
<p class="warn failure" hidden></p>
<p class="note unreached" hidden></p>
<div class="drawing" hidden></div>
<div class="legend"></div>
<div class="table"></div>
<details class="behind" hidden><summary>As a table<span class="unseen">: ${title}</span></summary><div class="rows"></div></details>
${note === undefined ? html`` : html`<p class="note">${note}</p>`}
<p class="foot"><span>${obeyedWords(visual)}</span> <a download="${name}.csv">csv<span class="unseen"> of ${title}</span></a></p>`.text;
        this.frame = new ChartFrame(this.part('.drawing'));
    }

    /** Reads and shows the answer. Of two readings the later counts, whatever comes first. */
    async read({ choice, openDay, isOther }: Reading): Promise<void> {
        this.running?.abort();
        const running = new AbortController();
        this.running = running;
        this.isStale = false;
        const link = linkOf(choice);
        if (isOther) this.element.setAttribute('aria-busy', 'true');
        try {
            const answer = await ask<Answer>(`/api/visual/${this.visual.name}`, link, running.signal);
            if (this.running !== running) return;
            this.show(answer, choice, openDay);
            this.isRead = true;
            this.part<HTMLAnchorElement>('.foot a').href = addressOf(`/csv/${this.visual.name}`, link);
            this.fail(null);
        } catch (error) {
            if (running.signal.aborted) return;
            this.isStale = true;
            // That the server is gone is said once, at the top.
            if (error instanceof Refused) this.fail(error.message);
            else if (!(error instanceof TypeError)) throw error;
        } finally {
            if (this.running === running) this.element.removeAttribute('aria-busy');
        }
    }

    private show(answer: Answer, choice: Choice, openDay: string | null): void {
        const { visual } = this;
        const phrase = answerSentence(visual, answer);
        const isDrawn = hasData(visual, answer);
        setMarkup(this.part('.answer'), visual.kind === 'figure' ? figureMarkup(phrase) : phraseMarkup(phrase));
        const isCompared = visual.kind === 'figure' || visual.kind === 'funnel' || visual.kind === 'trend' || visual.kind === 'bars';
        const notes = [unreachedWords(answer.unreached, choice), isCompared && isDrawn ? (answer.period?.whyNot ?? null) : null].filter((words) => words !== null);
        setMarkup(this.part('.unreached'), html`${notes.join(' ')}`);
        this.part('.unreached').hidden = notes.length === 0;
        const draw = isDrawn ? drawAnswer(visual, answer, openDay) : null;
        if (draw === null) this.frame.hide();
        else this.frame.show(draw, `${visual.title}: ${phraseText(phrase)} The numbers are in the table below.`);
        setMarkup(this.part('.legend'), isDrawn ? legend(visual, answer, openDay) : html``);
        setMarkup(this.part('.table'), isDrawn ? tableInFront(visual, answer) : html``);
        const isBehind = isDrawn && (draw !== null || visual.kind === 'figure');
        this.part('.behind').hidden = !isBehind;
        setMarkup(this.part('.rows'), !isBehind ? html`` : visual.kind === 'heat map' ? matrixTable(visual, answer) : answerTable(answer, visual.title));
        this.part('.foot a').hidden = !isDrawn;
    }

    private fail(sentence: string | null): void {
        this.part('.failure').hidden = sentence === null;
        this.part('.failure').textContent = sentence;
        if (sentence !== null && this.part('.answer').textContent === 'Reading …') this.part('.answer').textContent = '';
    }

    private part<E extends HTMLElement>(selector: string): E {
        return this.element.querySelector<E>(selector)!;
    }
}

/** The number large, then how it moved. */
function figureMarkup(phrase: Phrase): Markup {
    const [number, ...rest] = phrase;
    if (rest.length === 0) return phraseMarkup(phrase);
    const [start, ...others] = rest;
    const words: Phrase = typeof start === 'string' ? [start.replace(/^[,.;] ?/, '').replace(/^./, (letter) => letter.toUpperCase()), ...others] : rest;
    return html`<b>${phraseMarkup([number!])}</b> <span>${phraseMarkup(words)}</span>`;
}

function tableInFront(visual: Visual, answer: Answer): Markup {
    if (visual.kind === 'bars') return barsTable(visual, answer);
    if (visual.kind === 'funnel') return funnelTable(visual, answer);
    if (visual.kind !== 'list') return html``;
    return answerTable(answer, answer.total > answer.rows.length ? `The first ${answer.rows.length} of ${countText(answer.total)} rows` : visual.title, countsIn(visual));
}

/** The columns of a list whose numbers count something, which keys do not. */
const countsIn = ({ columns }: Listing): ReadonlySet<number> => new Set(columns.flatMap(({ holds }, at) => (holds === 'number' ? [at] : [])));
