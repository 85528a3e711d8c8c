import type { LakeState, ReadChoice } from '../answers/answer.js';
import { BadChoice, type Choice, DEFAULT_LAST, linkOf, readChoice } from '../answers/choice.js';
import { filters, type Filter } from '../filters.js';
import { html, type Markup } from '../looks/html.js';
import { shownText } from '../looks/shown-text.js';
import { chosenWords } from './filter-words.js';
import { proposeValues } from './propose-values.js';

/** Days that one button chooses. */
const PRESETS: readonly (number | 'all')[] = [7, 28, 90, 'all'];
/** Filters whose values are so few that they are chosen from a list. */
const LISTED: readonly string[] = ['device', 'channel'];
/** On narrower screens the filters are folded until they are wanted. */
const NARROW = '(max-width: 720px)';

/** The filters that stay in reach, as the page's address has them. */
export class FilterBar {
    private choice: Choice = readChoice(new URLSearchParams());
    /** What somebody is writing and has not chosen yet. */
    private readonly unfinished = new Set<Element>();

    constructor(
        private readonly element: HTMLElement,
        private readonly onChoice: (choice: Choice) => void,
    ) {
        element.innerHTML = markup().text;
        this.part<HTMLDetailsElement>('details').open = !matchMedia(NARROW).matches;
        for (const button of element.querySelectorAll<HTMLButtonElement>('button[data-last]')) button.addEventListener('click', () => this.choose({ last: readLast(button.dataset['last']!), from: null, to: null }));
        this.part('.clear').addEventListener('click', () => this.onChoice(readChoice(new URLSearchParams())));
        for (const name of ['from', 'to'] as const) this.part(`#filter-${name}`).addEventListener('change', () => this.chooseDays());
        for (const { name } of valued) {
            const input = this.part<HTMLInputElement | HTMLSelectElement>(`#filter-${name}`);
            const apply = () => {
                this.unfinished.delete(input);
                this.choose({ values: { ...this.choice.values, [name]: input.value === '' ? undefined : input.value } });
            };
            input.addEventListener('change', apply);
            if (input instanceof HTMLInputElement) proposeValues({ name, input, list: this.part(`#values-${name}`), onTaken: apply });
        }
        element.addEventListener('input', ({ target }) => this.unfinished.add(target as Element), { capture: true });
        for (const end of ['change', 'focusout']) element.addEventListener(end, ({ target }) => this.unfinished.delete(target as Element), { capture: true });
        // What is below it must not be covered when the keyboard comes to it.
        new ResizeObserver(() => document.documentElement.style.setProperty('--bar-height', `${element.offsetHeight}px`)).observe(element);
    }

    /** Shows what is chosen, but does not touch what somebody is writing. */
    show(choice: Choice, lake: LakeState | null, read: ReadChoice): void {
        this.choice = choice;
        this.part('.chosen').textContent = shownText(chosenWords(choice), 120);
        for (const button of this.element.querySelectorAll<HTMLButtonElement>('button[data-last]')) button.setAttribute('aria-pressed', String(String(choice.last) === button.dataset['last']));
        for (const name of ['from', 'to'] as const) {
            const input = this.part<HTMLInputElement>(`#filter-${name}`);
            if (!this.unfinished.has(input)) input.value = choice[name] ?? read.period?.[name] ?? '';
        }
        for (const { name, title } of valued) {
            const input = this.part<HTMLInputElement | HTMLSelectElement>(`#filter-${name}`);
            const value = choice.values[name] ?? '';
            if (input instanceof HTMLSelectElement) listValues(input, lake?.values[name] ?? [], value);
            if (!this.unfinished.has(input)) input.value = value;
            const isUnknown = read.unknown.includes(name);
            this.part(`#unknown-${name}`).textContent = isUnknown ? `No event has this ${title.toLowerCase()}.` : '';
            input.setAttribute('aria-invalid', String(isUnknown));
        }
        this.part('.clear').hidden = linkOf(choice).toString() === '';
    }

    /** Says what is wrong with what was chosen. */
    say(sentence: string | null): void {
        this.part('.wrong').textContent = sentence;
        this.part('.wrong').hidden = sentence === null;
    }

    private chooseDays(): void {
        const [from, to] = ['from', 'to'].map((name) => this.part<HTMLInputElement>(`#filter-${name}`).value);
        // While a year is being written, a browser has years such as 0002.
        if ([from, to].some((day) => day !== '' && day! < '1900')) return;
        this.choose({ last: from === '' && to === '' ? DEFAULT_LAST : null, from: from === '' ? null : from!, to: to === '' ? null : to! });
    }

    private choose(part: Partial<Choice>): void {
        try {
            const choice = readChoice(linkOf({ ...this.choice, ...part }));
            if (linkOf(choice).toString() !== linkOf(this.choice).toString()) this.onChoice(choice);
            else this.say(null);
        } catch (error) {
            if (!(error instanceof BadChoice)) throw error;
            this.say(error.message);
        }
    }

    private part<E extends HTMLElement>(selector: string): E {
        return this.element.querySelector<E>(selector)!;
    }
}

const valued: readonly Filter[] = filters.filter(({ kind }) => kind !== 'days');

const readLast = (text: string): number | 'all' => (text === 'all' ? 'all' : Number(text));

function listValues(select: HTMLSelectElement, values: readonly string[], chosen: string): void {
    const all = ['', ...values, ...(chosen === '' || values.includes(chosen) ? [] : [chosen])];
    if ([...select.options].map(({ value }) => value).join('\n') === all.join('\n')) return;
    const { value } = select;
    // Markup would show a control character by its escape, also where the value is meant.
    select.replaceChildren(...all.map((one) => new Option(one === '' ? 'All' : shownText(one), one)));
    select.value = all.includes(value) ? value : chosen;
}

function markup(): Markup {
    return html`<details><summary><span>Filters</span> <span class="chosen"></span></summary>
<div class="controls">
<div class="presets" role="group" aria-label="Days">${PRESETS.map((last) => html`<button type="button" data-last="${last}" aria-pressed="false">${last === 'all' ? 'All days' : `${last} days`}</button>`)}</div>
<div class="field"><label for="filter-from">From</label><input type="date" id="filter-from"></div>
<div class="field"><label for="filter-to">To</label><input type="date" id="filter-to"></div>
${valued.map(field)}
<button type="button" class="clear" aria-label="Clear all filters" hidden>Clear</button>
</div>
<p class="warn wrong" role="alert" hidden></p>
</details>`;
}

function field({ name, title }: Filter): Markup {
    const described = html`aria-describedby="unknown-${name}"`;
    const input = LISTED.includes(name)
        ? html`<select id="filter-${name}" ${described}><option value="">All</option></select>`
        : html`<input type="text" id="filter-${name}" ${described} list="values-${name}" autocomplete="off" spellcheck="false" maxlength="2000" placeholder="All"><datalist id="values-${name}"></datalist>`;
    return html`<div class="field"><label for="filter-${name}">${title}</label>${input}<span class="warn" id="unknown-${name}"></span></div>`;
}
