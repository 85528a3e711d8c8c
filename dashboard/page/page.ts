import type { LakeState, ReadChoice } from '../answers/answer.js';
import { BadChoice, type Choice, linkOf, readChoice } from '../answers/choice.js';
import { html } from '../looks/html.js';
import { sections } from '../visuals/index.js';
import { addressOf, ask, Refused } from './ask.js';
import { Card } from './card.js';
import { FilterBar } from './filter-bar.js';
import { isWholeOf } from './layout.js';
import { followLake } from './live.js';
import { periodWords } from './period-words.js';
import { reachScrolling, setMarkup } from './set-markup.js';
import { stateWords } from './state-words.js';

/** Cards so near to what is seen are read before they are. */
const NEAR = '400px';
const NOTHING_READ: ReadChoice = { period: null, unknown: [] };

/** The page: what is chosen, what the lake's state is, and the cards that are read again whenever one of both changes. */
export class Page {
    private readonly cards: readonly Card[];
    private readonly near = new Set<Card>();
    private readonly bar: FilterBar;
    private choice: Choice = readChoice(new URLSearchParams());
    private lake: LakeState | null = null;
    private isGone = false;
    private reading: AbortController | null = null;

    constructor() {
        this.bar = new FilterBar(byId('filters'), (choice) => {
            history.pushState(null, '', addressOf('/', linkOf(choice)));
            this.choose(choice);
        });
        this.cards = buildSections(byId('sections'));
        const seen = new IntersectionObserver(
            (entries) => {
                for (const { target, isIntersecting } of entries) {
                    const card = this.cards.find(({ element }) => element === target)!;
                    if (isIntersecting) this.near.add(card);
                    else this.near.delete(card);
                }
                this.readStale();
            },
            { rootMargin: NEAR },
        );
        for (const { element } of this.cards) seen.observe(element);
        addEventListener('resize', () => reachScrolling(document));
        document.addEventListener('toggle', ({ target }) => reachScrolling(target as HTMLElement), { capture: true });
        document.addEventListener('visibilitychange', () => this.readStale());
        addEventListener('popstate', () => this.choose(this.chosen()));
    }

    /** Begins to follow the lake. */
    start(): void {
        this.choice = this.chosen();
        followLake({ onState: (state) => this.follow(state), onGone: () => this.tell(true) });
    }

    /** What the address says; of one that means nothing, what holds without one. */
    private chosen(): Choice {
        try {
            return readChoice(new URLSearchParams(location.search));
        } catch (error) {
            if (!(error instanceof BadChoice)) throw error;
            queueMicrotask(() => this.bar.say(`${error.message} Instead, the last days are shown.`));
            return readChoice(new URLSearchParams());
        }
    }

    private choose(choice: Choice): void {
        this.choice = choice;
        this.bar.say(null);
        this.bar.show(choice, this.lake, NOTHING_READ);
        void this.readAll(true);
    }

    private follow(state: LakeState): void {
        const isNew = this.lake === null || this.lake.state !== state.state || this.lake.readAt !== state.readAt;
        // A server that was started again has nothing yet: until it has, what is seen stays.
        this.lake = state.state === 0 && state.howToFill.length === 0 && this.lake !== null && this.lake.state > 0 ? { ...this.lake, trouble: state.trouble } : state;
        this.tell(false);
        if (isNew && state.state > 0) void this.readAll(false);
    }

    /** Says how the lake stands, and shows how it is filled while it is empty. */
    private tell(isGone: boolean): void {
        this.isGone = isGone;
        const { trouble, state } = stateWords(this.lake, this.isGone);
        setMarkup(byId('state'), html`${trouble === null ? html`` : html`<strong class="warn">${trouble}</strong> `}${state}`);
        const toFill = this.lake?.howToFill ?? [];
        const hasNothing = toFill.length > 0 || this.lake === null || this.lake.state === 0;
        byId('sections').hidden = hasNothing;
        byId('filters').hidden = hasNothing;
        byId('period').hidden = hasNothing;
        byId('fill').hidden = toFill.length === 0;
        setMarkup(byId('commands'), html`${toFill.map(({ command, does }) => html`<dt><code>${command}</code></dt><dd>${does}</dd>`)}`);
    }

    private async readAll(isOther: boolean): Promise<void> {
        for (const card of this.cards) card.isStale = true;
        this.reading?.abort();
        const reading = new AbortController();
        this.reading = reading;
        const { choice } = this;
        this.readStale(isOther);
        try {
            const { lake, choice: read } = await ask<{ lake: LakeState; choice: ReadChoice }>('/api/lake', linkOf(choice), reading.signal);
            byId('period').textContent = periodWords(read, lake);
            this.bar.show(choice, lake, read);
        } catch (error) {
            if (reading.signal.aborted) return;
            if (error instanceof Refused) this.bar.say(error.message);
            else if (!(error instanceof TypeError)) throw error;
        }
        // The rest is read when it comes near, but the first time, so that all of the page can be searched and printed.
        if (isOther || this.cards.some((card) => !card.isRead)) for (const card of this.cards) if (card.isStale && !reading.signal.aborted) await card.read(this.reads(isOther));
    }

    /** Reads again the cards that are seen and not the newest. */
    private readStale(isOther = false): void {
        if (document.hidden || this.lake === null || this.lake.state === 0) return;
        for (const card of this.near) if (card.isStale) void card.read(this.reads(isOther));
    }

    private reads(isOther: boolean) {
        return { choice: this.choice, openDay: this.lake?.span?.to ?? null, isOther };
    }
}

function buildSections(into: HTMLElement): readonly Card[] {
    return sections.flatMap(({ title, visuals }, place) => {
        const figures = visuals.filter(({ kind }) => kind === 'figure');
        const others = visuals.filter(({ kind }) => kind !== 'figure');
        const whole = isWholeOf(others);
        const strip = figures.map((visual) => new Card(visual, false));
        const cards = others.map((visual, at) => new Card(visual, whole[at]!));
        const section = document.createElement('section');
        section.setAttribute('aria-labelledby', `section-${place}`);
        section.innerHTML = html`<h2 id="section-${place}">${title}</h2>`.text;
        for (const [name, list] of [['figures', strip], ['cards', cards]] as const) {
            const group = document.createElement('div');
            group.className = name;
            group.append(...list.map(({ element }) => element));
            if (list.length > 0) section.append(group);
        }
        into.append(section);
        return [...strip, ...cards];
    });
}

const byId = (id: string): HTMLElement => document.getElementById(id)!;
