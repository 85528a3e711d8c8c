/**
 * Breaks each rule of the lake in a copy of the program, and says which check of the histories finds it and after how many:
 * npx tsx test/mutate.ts [--histories 60] [--seed 1] [NAME…]. A rule whose breaking nobody finds is told, and ends in exit 1.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Breaking, BREAKINGS } from './oracle/breakings.js';
import { temporaryFolder } from './oracle/temporary-lake.js';

const { values, positionals } = parseArgs({ allowPositionals: true, options: { histories: { type: 'string', default: '60' }, seed: { type: 'string', default: '1' } } });
const root = join(import.meta.dirname, '..');
const chosen = BREAKINGS.filter(({ name }) => positionals.length === 0 || positionals.some((part) => name.startsWith(part)));
let missed = 0;
for (const breaking of chosen) {
    const { found, histories } = tryBroken(breaking);
    if (found === null) missed += 1;
    console.log(`| ${breaking.name} | ${found === null ? 'NOT FOUND' : found} | ${histories} |`);
}
process.exit(missed === 0 ? 0 : 1);

function tryBroken({ edits }: Breaking): { found: string | null; histories: number } {
    const { path, remove } = temporaryFolder();
    try {
        for (const name of ['local', 'specification', 'sql', 'tables', 'test', 'cli', 'dashboard', 'package.json', 'tsconfig.json']) cpSync(join(root, name), join(path, name), { recursive: true });
        symlinkSync(join(root, 'node_modules'), join(path, 'node_modules'), 'junction');
        for (const [file, from, to] of edits) {
            const text = readFileSync(join(path, file), 'utf8');
            if (!text.includes(from)) throw new Error(`${file} does not have ${JSON.stringify(from)}: bring the list of breakings up to date.`);
            writeFileSync(join(path, file), text.replaceAll(from, to));
        }
        const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(path, 'test', 'soak.ts'), '--histories', values.histories, '--seed', values.seed, '--shrink', '0'], { cwd: path, encoding: 'utf8', maxBuffer: 1e9 });
        const histories = Number(/histories (\d+)/.exec(stdout)?.[1] ?? 0);
        if (status === 0) return { found: null, histories };
        return { found: checksOf(stderr), histories };
    } finally {
        rmSync(join(path, 'node_modules'), { force: true });
        remove();
    }
}

/** By whom a difference was told: the names stand before each, and everything else was an error on the way. */
function checksOf(told: string): string {
    const until = told.split('\nAfter:\n', 1)[0]!;
    const names = new Set([...until.matchAll(/^(?:Error: )?(specification|source|rebuild|account): (\S*)/gm)].map(([, name]) => name!));
    if (names.size > 0) return [...names].join(', ');
    if (/cannot be accounted for/.test(until)) return 'the account of the run itself';
    if (/raw breaks its promises|Numbers are not those|in raw has|since its load/.test(until)) return 'raw';
    if (/same place in the order/.test(until)) return 'the run, which refuses two records at one place';
    return /(?:\w*Error): (.{0,160})/.exec(until)?.[1]?.replaceAll('|', '/') ?? 'an error';
}
