import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RegisterCommand } from '../command.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import { tell } from '../output/tell.js';
import { addSourceOptions, namedSource, type SourceOptions } from './source-option.js';

const help = `
Without --source this is a PostgreSQL of the lake's own, in the folder postgres/ of the lake: it is made and started if need
be, its tables are brought up to date, and it runs until Ctrl-C. Only programs on this machine reach it, by its password, at
the port in the file postgres.port of the lake, or at another one while somebody else listens there. A replicate, simulate or
demo of the lake starts it again after --stop.
With --source (or LAKE_SOURCE) the tables of that database are made or brought up to date, and nothing else is done; its
user needs the right to create there. A password never stands in --source, where others could see it.
`;

/** Adds `lake source`. */
export const registerSource: RegisterCommand = (program, context) => {
    addSourceOptions(program.command('source'))
        .summary("the shop's database: make it, run it, stop it")
        .description("Makes the shop's tables in a PostgreSQL database, the lake's own or another.")
        .option('--stop', "stop the lake's own PostgreSQL, whoever started it")
        .addHelpText('after', help)
        .action(async ({ stop = false, ...options }: SourceOptions & { stop?: boolean }, command) => {
            const { lake } = context(command);
            if (stop && command.getOptionValueSource('source') === 'cli') throw new UsageError("--stop stops the lake's own PostgreSQL; it does not go with --source.");
            if (stop) return await stopOwn(lake);
            const named = namedSource(options);
            if (named === null) return await runOwn(lake);
            const { migrate } = await import('../../local/source/migrate.js');
            tell(`${named.name}\n${describeMigrations(await migrate(named))}`);
        });
};

async function stopOwn(lake: string): Promise<void> {
    const { stopEmbedded } = await import('../../local/source/embedded/stop-embedded.js');
    tell((await stopEmbedded(lake)) ? "The lake's PostgreSQL was stopped." : "The lake's PostgreSQL does not run.");
}

/** Runs the lake's own PostgreSQL until this process is told to end, or somebody else stops the server. */
async function runOwn(lake: string): Promise<void> {
    const { openEmbedded } = await import('../../local/source/embedded/open-embedded.js');
    const { embeddedPaths } = await import('../../local/source/embedded/embedded-paths.js');
    const { postmasterOf } = await import('../../local/source/embedded/postmaster.js');
    const { migrate } = await import('../../local/source/migrate.js');
    const { password, data, log } = embeddedPaths(lake);
    const ended = untilSignal();
    const { source, isOwner, pid, user, stop } = await openEmbedded(lake);
    const runs = () => postmasterOf(data)?.pid === pid;
    try {
        const migrated = await migrate(source);
        tell(`${source.name}, process ${pid}\n${describeMigrations(migrated)}\n`);
        if (user !== null) tell(`It runs as the system's user ${user}, since PostgreSQL does not run as root.\n`);
        tell(`The password stands in ${password}\n  PGPASSWORD="$(cat ${shellQuoted(password)})" psql ${source.name}\n`);
        tell(isOwner ? 'It runs until Ctrl-C.' : `It ran before and goes on when this ends: ./lake source --stop${lakeOption(lake)} stops it. Ctrl-C ends this.`);
        await whileAlive(Promise.race([ended, untilNot(runs)]));
        if (!runs()) {
            // It removes its file when it is stopped, and leaves it when it dies.
            if (existsSync(join(data, 'postmaster.pid'))) throw new ExpectedError(`PostgreSQL (process ${pid}) has ended without being told to: ${JSON.stringify(log)} says why; lake source starts it again.`);
            return tell(`It (process ${pid}) was stopped by somebody else.`);
        }
    } finally {
        await stop();
    }
    if (isOwner) tell('It was stopped.');
}

/** Looks at it now and then; does not keep the process alive. */
async function untilNot(holds: () => boolean): Promise<void> {
    while (holds()) await sleep(500, undefined, { ref: false });
}

function describeMigrations({ applied, there }: { readonly applied: readonly string[]; readonly there: readonly string[] }): string {
    if (applied.length === 0) return `The tables are up to date (${there.length} migrations).`;
    return applied.map((name) => `applied ${name}`).join('\n');
}

/** A signal that comes while the server starts is not lost: it stops what was started. */
async function untilSignal(): Promise<void> {
    await new Promise<void>((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    });
}

/** Neither a promise nor a listener for signals keeps a process alive. */
async function whileAlive(promise: Promise<void>): Promise<void> {
    const alive = setInterval(() => {}, 1 << 30);
    await promise.finally(() => clearInterval(alive));
}

const shellQuoted = (text: string): string => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
