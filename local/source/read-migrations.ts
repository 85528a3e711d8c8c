import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One file of sql/oltp. */
export interface Migration {
    /** Of its file; they are applied in the order of the names. */
    readonly name: string;
    readonly text: string;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'sql', 'oltp');

/**
 * The migrations of a folder in their order; line ends are those of the repository, whatever a checkout made of them.
 *
 * @param folder for tests: other files
 */
export function readMigrations(folder: string = FOLDER): Migration[] {
    const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
    return names.sort().map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8').replaceAll('\r\n', '\n') }));
}
