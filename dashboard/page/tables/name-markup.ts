import { html, type Markup } from '../../looks/html.js';

/** A name of the lake's: its direction of writing stays its own, and it may be broken after its dots. */
export const nameMarkup = (name: string): Markup => html`<bdi>${name.split(/(?<=[._/-])/).map((part) => html`${part}<wbr>`)}</bdi>`;
