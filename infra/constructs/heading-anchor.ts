/** Where the links of alarms lead. */
export const RUNBOOK = 'docs/runbook.md';

/**
 * The part behind `#` of a link to a heading, as GitHub makes it: lower case, punctuation left out, dashes for spaces.
 * https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#section-links
 */
export const headingAnchor = (heading: string): string => heading.toLowerCase().replace(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
