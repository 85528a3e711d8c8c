import type { Command } from 'commander';

/** What every command is given: where the lake is, and where words for people go. */
export interface CommandContext {
    /** Folder of the lake, absolute. */
    readonly lake: string;
    /** Are the steps of the work to be told one by one? */
    readonly isVerbose: boolean;
    /** Writes one line to standard error; standard output is for results alone. */
    readonly say: (line: string) => void;
}

/** Adds one command to the program; each folder of `cli/` exports one. */
export type RegisterCommand = (program: Command, context: (command: Command) => CommandContext) => void;
