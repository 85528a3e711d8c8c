import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UsageError } from '../../local/errors.js';

/**
 * The files that the arguments name; a directory stands for those in it that look importable, in the order of names.
 *
 * @throws UsageError if one does not exist, or a directory has none
 */
export function filesToImport(names: readonly string[]): string[] {
    return names.flatMap((name) => {
        const stat = statSync(name, { throwIfNoEntry: false });
        if (stat === undefined) throw new UsageError(`${JSON.stringify(name)} does not exist: name a file or a directory to import.`);
        if (stat.isFile()) return [name];
        if (!stat.isDirectory()) throw new UsageError(`${JSON.stringify(name)} is neither a file nor a directory: a pipe or device cannot be read twice, so write it to a file first.`);
        const files = readdirSync(name)
            .filter((file) => /\.(csv|csv\.gz|parquet)$/i.test(file) && statSync(join(name, file), { throwIfNoEntry: false })?.isFile())
            .sort();
        if (files.length === 0) throw new UsageError(`The directory ${JSON.stringify(name)} has no file that ends in .csv, .csv.gz or .parquet.`);
        return files.map((file) => join(name, file));
    });
}
