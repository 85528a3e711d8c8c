import { Option } from 'commander';
import { UsageError } from '../../local/errors.js';
import { ID_COLUMNS, type IdColumn } from '../../local/history/kaggle-format.js';

/** The option of all who read a file in the Kaggle format: `options.acceptRoundedIds` is a list of columns. */
export const acceptRoundedIds = (): Option =>
    new Option('--accept-rounded-ids <column>', `take rounded numbers as the ids of ${ID_COLUMNS.join(', ')}; may be repeated`).argParser(idColumns).default([]);

function idColumns(name: string, before: readonly IdColumn[]): IdColumn[] {
    const column = ID_COLUMNS.find((known) => known === name);
    if (column === undefined) {
        throw new UsageError(`--accept-rounded-ids ${JSON.stringify(name)} is no column of ids: name one of ${ID_COLUMNS.join(', ')}.`);
    }
    return [...before, column];
}

