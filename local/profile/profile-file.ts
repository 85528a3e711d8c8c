import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Database } from '../engine/database.js';
import { openLines } from '../history/open-lines.js';
import type { IdColumn } from '../history/kaggle-format.js';
import { HISTORY_MACROS } from '../history/line-types.js';
import { profileColumns } from './profile-columns.js';
import { profilePrices } from './profile-prices.js';
import { profileProducts } from './profile-products.js';
import { profileSessions } from './profile-sessions.js';
import { profileTimes } from './profile-times.js';
import type { Profile } from './profile.js';
import { chooseSample } from './choose-sample.js';
import { stageLines } from './stage-lines.js';
import { topValues } from './top-values.js';

export interface ProfileFileProps {
    readonly file: string;
    /** Rows to look at. @default - all */
    readonly sample?: number;
    /** Columns whose rounded numbers are taken as the ids, see importFile. @default none */
    readonly acceptRoundedIds?: readonly IdColumn[];
    /** Called with a few words before each step. */
    readonly onStep?: (step: string) => void;
    /** Is told the folder of scratch files, which has to go if the process is ended; gives what to call when it is gone. */
    readonly guard?: (folder: string) => () => void;
}

/**
 * Tells what a file is like. Its lines are read as an import reads them and kept as Parquet in a temporary folder, so
 * that each question reads only its columns; the folder is removed at the end.
 *
 * @throws UsageError if the file is not in the Kaggle format, or has rounded ids that are not accepted
 */
export async function profileFile({ file, sample, acceptRoundedIds = [], onStep = () => {}, guard = () => () => {} }: ProfileFileProps): Promise<Profile> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-profile-'));
    const release = guard(folder);
    try {
        const database = await Database.open(':memory:', folder);
        try {
            return await profileLines({ database, file, folder, sample, acceptRoundedIds, onStep });
        } finally {
            database.close();
        }
    } finally {
        rmSync(folder, { recursive: true, force: true });
        release();
    }
}

interface ProfileLinesProps {
    readonly database: Database;
    readonly file: string;
    readonly folder: string;
    readonly sample: number | undefined;
    readonly acceptRoundedIds: readonly IdColumn[];
    readonly onStep: (step: string) => void;
}

async function profileLines({ database, file, folder, sample, acceptRoundedIds, onStep }: ProfileLinesProps): Promise<Profile> {
    onStep('reading lines');
    await database.run(HISTORY_MACROS);
    const opened = await openLines(database, file, folder);
    const { readable, unreadable } = await stageLines({ database, lines: opened, folder, source: file, acceptRoundedIds });
    const isSample = sample !== undefined && sample < readable;
    if (isSample) {
        onStep('choosing the sample');
        await chooseSample({ database, rows: sample, folder });
    }
    const rows = isSample ? sample : readable;
    onStep('counting values');
    const { columns, extraCopies, eventTypes } = await profileColumns(database, rows, (column) => onStep(`counting values: ${column}`));
    onStep('prices');
    const prices = await profilePrices(database);
    onStep('times');
    const times = await profileTimes(database, rows);
    onStep('sessions');
    const sessions = await profileSessions(database, distinctOf(columns, 'user_session'));
    onStep('products, brands and categories');
    return {
        file: basename(file),
        lines: readable + unreadable.lines,
        unreadable,
        ignoredColumns: opened.ignored,
        readable,
        rows,
        isSample,
        columns,
        duplicates: { extraCopies },
        eventTypes,
        prices,
        times,
        sessions,
        products: await profileProducts(database, distinctOf(columns, 'product_id')),
        topBrands: await topValues(database, 'brand'),
        topCategories: await topValues(database, 'category_code'),
    };
}

const distinctOf = (columns: Profile['columns'], name: string): number => columns.find(({ column }) => column === name)!.distinct;
