import { mkdirSync } from 'node:fs';
import { basename } from 'node:path';
import type { RegisterCommand } from '../command.js';
import { lakePaths } from '../../local/engine/lake-paths.js';
import type { OnWait } from '../../local/engine/take-turn.js';
import type { ImportManifest } from '../../local/history/manifest.js';
import { sayWaiting } from '../output/say-waiting.js';
import { formatCount, formatShare, textTable } from '../output/text-table.js';
import { watchSteps } from '../output/watch-steps.js';
import { filesToImport } from './files-to-import.js';

const help = `
Files: csv, csv.gz or Parquet with the columns event_time, event_type, product_id, category_id, category_code, brand,
price, user_id, user_session, in any order; a csv without a header has them in this order. Times without a zone are UTC.
A directory stands for the files in it that end in .csv, .csv.gz or .parquet.

Lines that cannot be read go to raw/_rejected/ in the lake and are counted. A file that was imported before is skipped;
a line that stands in several files is one event.

Examples:
  ./lake import 2020-Apr.csv.gz
  ./lake import exports/ --lake ~/shop-lake
`;

/** Adds `lake import`. */
export const registerImport: RegisterCommand = (program, context) => {
    program
        .command('import')
        .summary('history in the Kaggle format → raw/')
        .description('Turns files of shop events in the Kaggle format into records in raw/.')
        .argument('<files...>', 'files and directories')
        .addHelpText('after', help)
        .action(async (names: string[], _options, command) => {
            const { lake, isVerbose, say } = context(command);
            const files = filesToImport(names);
            await importFiles(lake, files, { isVerbose, onWait: sayWaiting(say) });
            process.stdout.write('Next: ./lake run\n');
        });
};

/** Imports files one after the other and says what each came to. */
export async function importFiles(lake: string, files: readonly string[], { isVerbose, onWait }: { isVerbose: boolean; onWait: OnWait }): Promise<void> {
    const { importFile } = await import('../../local/history/import-file.js');
    const { Steps } = await import('../../local/steps.js');
    const paths = lakePaths(lake);
    mkdirSync(paths.scratch, { recursive: true });
    for (const [place, file] of files.entries()) {
        const which = files.length > 1 ? `${place + 1}/${files.length} ` : '';
        const watch = watchSteps(`import ${which}${basename(file)}`, isVerbose);
        try {
            const { manifest, wasThere } = await importFile(paths, file, new Steps(watch), onWait);
            watch.end();
            process.stdout.write(`${describe(file, manifest, wasThere)}\n`);
        } finally {
            watch.end();
        }
    }
}

function describe(file: string, manifest: ImportManifest, wasThere: boolean): string {
    const name = JSON.stringify(basename(file)).slice(1, -1);
    if (wasThere) return `${name}: imported before, as ${JSON.stringify(manifest.source.name)}; nothing to do.`;
    const span = manifest.firstEventAt === null ? '' : `, ${manifest.firstEventAt} to ${manifest.lastEventAt}`;
    const lines = [`${name}: ${formatCount(manifest.lines)} lines${span}`];
    if (manifest.rejected > 0) {
        lines.push(`  ${formatCount(manifest.rejected)} cannot be read: raw/_rejected/${manifest.digest}.jsonl says which and why`);
    }
    if (manifest.ignoredColumns.length > 0) lines.push(`  columns that are not read: ${manifest.ignoredColumns.map((column) => JSON.stringify(column)).join(', ')}`);
    const missing = Object.entries(manifest.nulls).filter(([, count]) => count > 0);
    const read = manifest.lines - manifest.rejected;
    if (missing.length > 0) {
        lines.push(`  without a value: ${missing.map(([column, count]) => `${column} ${formatCount(count)} (${formatShare(count, read)})`).join(', ')}`);
    }
    lines.push(indent(textTable(['records', 'of'], manifest.files.map(({ table, rows }) => [rows, table]))));
    return lines.join('\n');
}

const indent = (text: string) => text.replaceAll(/^/gm, '  ');
