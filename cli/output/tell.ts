import { terminalText } from '../../local/terminal-text.js';

/**
 * A message for people. It may quote a file's name, a header or a value, and whoever wrote those could steer the reader's
 * terminal or turn the order of its letters, so that everything a command says goes through here. Answers of a query do
 * not: they are data.
 */
export const message = (text: string): string => terminalText(text, { keepNewLines: true });

/** Says what a command came to. */
export const tell = (text: string): void => void process.stdout.write(`${message(text)}\n`);

/** Says what is wrong, or what goes on, beside the result. */
export const warn = (text: string): void => void process.stderr.write(`${message(text)}\n`);
