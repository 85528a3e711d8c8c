import { countText } from '../looks/number-text.js';
import type { FilterName } from '../visual.js';
import { ask, Refused } from './ask.js';

export interface ProposeValuesProps {
    readonly name: FilterName;
    readonly input: HTMLInputElement;
    readonly list: HTMLDataListElement;
    /** A proposed value was taken. */
    readonly onTaken: () => void;
}

interface Values {
    readonly values: readonly { readonly value: string; readonly events: number }[];
}

const MILLISECONDS_OF_REST = 150;

/** Proposes values with what is written in them, those with most events first. */
export function proposeValues({ name, input, list, onTaken }: ProposeValuesProps): void {
    let timer: number | undefined;
    let running: AbortController | null = null;
    const propose = async () => {
        running?.abort();
        running = new AbortController();
        try {
            const { values } = await ask<Values>(`/api/values/${name}`, new URLSearchParams({ like: input.value }), running.signal);
            list.replaceChildren(...values.map(({ value, events }) => new Option(`${countText(events)} ${events === 1 ? 'event' : 'events'}`, value)));
        } catch (error) {
            const isOver = error instanceof DOMException && error.name === 'AbortError';
            // Without proposals a value can be written all the same.
            if (!isOver && !(error instanceof Refused) && !(error instanceof TypeError)) throw error;
        }
    };
    input.addEventListener('focus', () => void propose());
    input.addEventListener('input', (event) => {
        clearTimeout(timer);
        // Browsers differ in how they tell that a proposal was taken; that the value is one of them is told by all.
        const isTaken = !(event instanceof InputEvent) || event.inputType === 'insertReplacementText';
        if (isTaken && [...list.options].some(({ value }) => value === input.value)) onTaken();
        else timer = window.setTimeout(() => void propose(), MILLISECONDS_OF_REST);
    });
}
