import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { UsageError } from '../../local/errors.js';

/** Where a result is to go. */
export interface OutputFileProps {
    readonly lake: string;
    /** As given, relative to the working folder. */
    readonly output: string;
}

/**
 * The absolute path of an output file.
 *
 * @throws UsageError when a file cannot be there: no such folder, not a file, or inside the lake, which other commands keep.
 */
export function outputFile({ lake, output }: OutputFileProps): string {
    const folder = dirname(resolve(output));
    if (!existsSync(folder) || !statSync(folder).isDirectory()) {
        throw new UsageError(`There is no folder ${folder} for --output ${output}: make it first.`);
    }
    const file = join(realpathSync(folder), basename(resolve(output)));
    if (existsSync(file) && !statSync(file).isFile()) {
        throw new UsageError(`--output ${output} is not a file: name one, or leave --output away to write to standard output.`);
    }
    const fromLake = relative(realpathSync(lake), file);
    if (!fromLake.startsWith('..') && !isAbsolute(fromLake)) {
        throw new UsageError(`--output ${output} is inside the lake ${lake}, which keeps its own files: name another folder.`);
    }
    return file;
}
