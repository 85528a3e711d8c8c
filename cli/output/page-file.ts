import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { UsageError } from '../../local/errors.js';

interface PageFileProps {
    /** As given, relative to the working folder. */
    readonly page: string;
    /** The file that is read. */
    readonly file: string;
}

/**
 * The absolute path of the page.
 *
 * @throws UsageError when it cannot be there, or would take the place of the file that is read.
 */
export function pageFile({ page, file }: PageFileProps): string {
    if (page === '') throw new UsageError('--html is empty: name a file for the page.');
    const folder = dirname(resolve(page));
    if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new UsageError(`There is no folder ${JSON.stringify(folder)} for --html: make it first.`);
    const path = join(realpathSync(folder), basename(resolve(page)));
    if (existsSync(path) && !statSync(path).isFile()) throw new UsageError(`--html ${JSON.stringify(page)} is not a file: name one.`);
    const source = realpathSync(file);
    // While it is written, the page has another name.
    const taken = [path, `${path}.partial`].filter((name) => existsSync(name)).map((name) => realpathSync(name));
    if (taken.includes(source)) throw new UsageError(`--html ${JSON.stringify(page)} would overwrite the file that is read: name another one.`);
    return path;
}
