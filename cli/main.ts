import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Command, CommanderError } from 'commander';
import type { CommandContext, RegisterCommand } from './command.js';
import { ExpectedError, UsageError } from '../local/errors.js';
import { describeSystemError } from './output/describe-system-error.js';
import { message, warn } from './output/tell.js';

const VERSION = (JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package.json'), 'utf8')) as { version: string }).version;

/** The commands, in the order of their use. Each is loaded only when it is called, so that help comes at once. */
const COMMANDS: Readonly<Record<string, () => Promise<RegisterCommand>>> = {
    demo: async () => (await import('./demo/command.js')).registerDemo,
    source: async () => (await import('./source/command.js')).registerSource,
    simulate: async () => (await import('./simulate/command.js')).registerSimulate,
    replicate: async () => (await import('./replicate/command.js')).registerReplicate,
    import: async () => (await import('./import/command.js')).registerImport,
    run: async () => (await import('./run/command.js')).registerRun,
    verify: async () => (await import('./verify/command.js')).registerVerify,
    query: async () => (await import('./query/command.js')).registerQuery,
    dashboard: async () => (await import('./dashboard/command.js')).registerDashboard,
    profile: async () => (await import('./profile/command.js')).registerProfile,
    export: async () => (await import('./export/command.js')).registerExport,
    predict: async () => (await import('./predict/command.js')).registerPredict,
    backtest: async () => (await import('./backtest/command.js')).registerBacktest,
    quarantine: async () => (await import('./quarantine/command.js')).registerQuarantine,
    upgrade: async () => (await import('./upgrade/command.js')).registerUpgrade,
};

/** Reads the arguments, runs the command and sets the exit code: 0, 1 (failed) or 2 (used wrongly). */
export async function main(argv: readonly string[]): Promise<void> {
    for (const stream of [process.stdout, process.stderr]) {
        stream.on('error', (error: NodeJS.ErrnoException) => {
            // Whoever read our words has gone, as `| head` does, or the terminal was closed; the work goes on to its end.
            if (error.code !== 'EPIPE' && error.code !== 'EIO') throw error;
        });
    }
    const program = new Command('lake')
        .description("A lakehouse for a shop's behaviour events. Times are in UTC.")
        .version(VERSION)
        .option('--lake <folder>', 'folder of the lake', process.env.LAKE ?? '.lake')
        .option('--verbose', 'tell each step of the work, with its rows and seconds')
        .exitOverride()
        .configureOutput({ outputError: (text, write) => write(message(text.replace(/^error: /, ''))) })
        .showHelpAfterError('(--help explains the commands)');
    const called = argv.slice(2).find((argument) => argument in COMMANDS);
    for (const [name, load] of Object.entries(COMMANDS)) {
        if (called === undefined || called === name) (await load())(program, context);
    }
    for (const command of program.commands.flatMap((top) => [top, ...top.commands])) {
        command.exitOverride().option('--lake <folder>', 'folder of the lake').option('--verbose', 'tell each step of the work');
    }
    try {
        await program.parseAsync([...argv]);
    } catch (error) {
        process.exitCode = report(error);
    }
}

function context(command: Command): CommandContext {
    const { lake: named, verbose = false } = command.optsWithGlobals<{ lake: string; verbose?: boolean }>();
    if (named === '') throw new UsageError('--lake is empty: name the folder of the lake.');
    const lake = resolve(named);
    if (existsSync(lake) && !statSync(lake).isDirectory()) throw new UsageError(`${JSON.stringify(lake)} is a file and no folder: name the lake's folder with --lake.`);
    return { lake, isVerbose: verbose, say: warn };
}

function report(error: unknown): number {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError || error instanceof ExpectedError) {
        warn(error.message);
        return error instanceof UsageError ? 2 : 1;
    }
    const expected = describeSystemError(error);
    if (expected !== null) {
        warn(expected);
        return 1;
    }
    warn(`${error instanceof Error ? error.stack : String(error)}\nThis is a fault of the program: please report it with these lines.`);
    return 1;
}
