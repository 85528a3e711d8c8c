import { basename } from 'node:path';
import type { RegisterCommand } from '../command.js';
import { lakePaths, makeScratch } from '../../local/engine/lake-paths.js';
import type { OnWait } from '../../local/engine/take-turn.js';
import { ExpectedError, UsageError } from '../../local/errors.js';
import { lakeOption } from '../../local/lake-option.js';
import type { IdColumn } from '../../local/history/kaggle-format.js';
import type { ImportManifest } from '../../local/history/manifest.js';
import type { PurchaseOptions } from '../../local/history/purchases/purchase-fields.js';
import { sayWaiting } from '../output/say-waiting.js';
import { formatCount, formatShare, textTable } from '../output/text-table.js';
import { watchSteps } from '../output/watch-steps.js';
import { tell } from '../output/tell.js';
import { acceptRoundedIds } from './accept-rounded-ids.js';
import { describePurchaseLines } from './describe-purchase-lines.js';
import { filesToImport } from './files-to-import.js';
import { addPurchaseOptions, type PurchaseFlags, purchaseOptions } from './purchase-options.js';

const help = `
Files: csv, csv.gz or Parquet with the columns event_time, event_type, product_id, category_id, category_code, brand,
price, user_id, user_session, in any order; category_id, category_code and brand may be absent. A csv without a header has
them in this order. Text is UTF-8. Times without a zone are UTC. A directory stands for the files in it that end in .csv,
.csv.gz or .parquet.

Lines that cannot be read go to raw/_rejected/ in the lake and are counted. A file that was imported before is skipped;
a line that stands in several files is one event.

A file with ids such as 1.48758E+18, which a table tool rounded, is refused. --accept-rounded-ids takes the number as it
stands for the id (1.4875800092865987e+18 is 1487580009286598700): its events are others than those of the exact file,
and products, categories or users of one rounded number become one.

--format purchases reads receipts of any shop: customer, product, time, price and, where there are columns, quantity, purchase
(the receipt, invoice or order) and product_name. Known by their names: those, fecha_compra, usuario, producto, cantidad,
precio, and the columns of Online Retail; --column names others. Values of a csv are parted by comma, semicolon or tab.
- Each line is one purchase. A line that has time, session, product, price and quantity of another is the same event.
- An id of plain digits is the number; any other gets a negative one that follows from it. Ids of two shops may be the same
  number: import each shop into a lake of its own.
- A session is a purchase and its customer; without a purchase a customer's day. Lines without a customer count for revenue.
- Returns (quantity below 0, Online Retail's C invoices), quantity 0, services such as postage (of Online Retail by their codes,
  else --services), lines without product or time and times more than a day ahead are set aside and counted by kind.
- 0.35 of a unit is one unit at the price of the line. Dates and decimals that may be read in two ways are asked for.
- The same file with other options is another import: it adds what the earlier one set aside and takes nothing back. With other
  columns its events are others and stand beside the first ones.

Examples:
  ./lake import 2020-Apr.csv.gz
  ./lake import exports/ --lake ~/shop-lake
  ./lake import from-excel.csv --accept-rounded-ids category_id --accept-rounded-ids product_id
  ./lake import --format purchases online-retail.csv.gz
  ./lake import --format purchases sales.csv --column customer=Client --column product=SKU --date-order dmy
`;

/** Adds `lake import`. */
export const registerImport: RegisterCommand = (program, context) => {
    const importCommand = program
        .command('import')
        .summary('history in the Kaggle format, or of purchases → raw/')
        .description('Turns files of shop events in the Kaggle format, or of purchases, into records in raw/.')
        .argument('<files...>', 'files and directories')
        .addOption(acceptRoundedIds());
    addPurchaseOptions(importCommand)
        .addHelpText('after', help)
        .action(async (names: string[], options: { acceptRoundedIds: IdColumn[] } & PurchaseFlags, command) => {
            const { lake, isVerbose, say } = context(command);
            const purchases = purchaseOptions(options);
            if (purchases !== undefined && options.acceptRoundedIds.length > 0) {
                throw new UsageError('--accept-rounded-ids is for the Kaggle format: ids of purchases that were rounded are refused.');
            }
            const files = filesToImport(names);
            await importFiles(lake, files, { acceptRoundedIds: options.acceptRoundedIds, purchases, isVerbose, onWait: sayWaiting(say) });
            tell(`Next: ./lake run${lakeOption(lake)}`);
        });
};

interface ImportFilesOptions {
    /** @default none */
    readonly acceptRoundedIds?: readonly IdColumn[];
    /** @default - the files are in the Kaggle format */
    readonly purchases?: PurchaseOptions;
    readonly isVerbose: boolean;
    readonly onWait: OnWait;
}

/** Imports files one after the other and says what each came to; what was imported before one fails stays. */
export async function importFiles(lake: string, files: readonly string[], { acceptRoundedIds, purchases, isVerbose, onWait }: ImportFilesOptions): Promise<void> {
    const { importFile } = await import('../../local/history/import-file.js');
    const { Steps } = await import('../../local/steps.js');
    const paths = lakePaths(lake);
    makeScratch(paths);
    for (const [place, file] of files.entries()) {
        const which = files.length > 1 ? `${place + 1}/${files.length} ` : '';
        const watch = watchSteps(`import ${which}${basename(file)}`, isVerbose);
        try {
            const { manifest, wasThere } = await importFile(paths, file, { acceptRoundedIds, purchases, steps: new Steps(watch), onWait });
            watch.end();
            tell(describe(file, manifest, wasThere));
        } catch (error) {
            throw files.length > 1 ? withPlace(error, place, files.length) : error;
        } finally {
            watch.end();
        }
    }
}

/** Who names several files wants to know which of them are in. */
function withPlace(error: unknown, place: number, count: number): unknown {
    if (!(error instanceof UsageError || error instanceof ExpectedError)) return error;
    const stay = place === 0 ? 'No file was imported' : place === 1 ? 'The file before it stays imported' : `The ${place} files before it stay imported`;
    const left = count - place - 1;
    const Kind = error instanceof UsageError ? UsageError : ExpectedError;
    return new Kind(`${error.message.replace(/(?<![.!?])$/, '.')} ${stay}${left === 0 ? '' : `, ${left === 1 ? 'the one' : `the ${left}`} after it ${left === 1 ? 'was' : 'were'} not tried`}.`);
}

function describe(file: string, manifest: ImportManifest, wasThere: boolean): string {
    const name = JSON.stringify(basename(file)).slice(1, -1);
    if (wasThere) return `${name}: imported before, as ${JSON.stringify(manifest.source.name)}; nothing to do.`;
    const span = manifest.firstEventAt === null ? '' : `, ${manifest.firstEventAt} to ${manifest.lastEventAt}`;
    const lines = [`${name}: ${formatCount(manifest.lines)} ${manifest.lines === 1 ? 'line' : 'lines'}${span}`];
    if (manifest.rejected > 0) {
        lines.push(`  ${formatCount(manifest.rejected)} ${manifest.purchases === undefined ? 'cannot be read' : manifest.rejected === 1 ? 'is set aside' : 'are set aside'}: raw/_rejected/${manifest.digest}.jsonl says which and why`);
    }
    if (manifest.purchases !== undefined) lines.push(...describePurchaseLines(manifest.purchases));
    if (manifest.ignoredColumns.length > 0) lines.push(`  columns that are not read: ${manifest.ignoredColumns.map((column) => JSON.stringify(column)).join(', ')}`);
    const missing = Object.entries(manifest.nulls).filter(([, count]) => count > 0);
    const read = manifest.lines - manifest.rejected;
    if (missing.length > 0) {
        lines.push(`  without a value: ${missing.map(([column, count]) => `${column} ${formatCount(count)} (${formatShare(count, read)})`).join(', ')}`);
    }
    const rounded = Object.entries(manifest.roundedIds);
    if (rounded.length > 0) {
        lines.push(`  rounded numbers taken as ids: ${rounded.map(([column, count]) => `${column} ${formatCount(count)} (${formatShare(count, read)})`).join(', ')}`);
    }
    if (manifest.files.length === 0) return [...lines, manifest.lines === 0 ? '  nothing stands below its header' : '  no line can be read, so that there are no records'].join('\n');
    lines.push(indent(textTable(['records', 'of'], manifest.files.map(({ table, rows }) => [rows, table]))));
    return lines.join('\n');
}

const indent = (text: string) => text.replaceAll(/^/gm, '  ');
