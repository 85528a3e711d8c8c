import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UsageError } from '../../local/errors.js';
import { registerQuery } from './command.js';
import { type ThrowAwayLake, throwAwayLake } from './throw-away-lake.js';

let made: ThrowAwayLake;
const said: string[] = [];

beforeAll(async () => {
    made = await throwAwayLake('create table sales as select 35.79 as price');
});

afterAll(() => made.remove());

function lakeQuery(...words: readonly string[]): Promise<unknown> {
    const program = new Command().exitOverride();
    registerQuery(program, () => ({ lake: made.lake, isVerbose: false, say: (line) => said.push(line) }));
    return program.parseAsync(['query', ...words], { from: 'user' });
}

describe('lake query', () => {
    it('writes the result in the format and to the file that are asked for, and says so', async () => {
        const output = join(made.folder, 'sales.json');
        await lakeQuery('from sales', '--format', 'json', '--output', output);
        expect(readFileSync(output, 'utf8')).toBe('[\n{"price":35.79}\n]\n');
        expect(said).toEqual([`Wrote ${output}.`]);
    });

    it('takes the format from the end of the name of the file, and refuses a name that does not say it', async () => {
        const output = join(made.folder, 'named.csv');
        await lakeQuery('from sales', '--output', output);
        expect(readFileSync(output, 'utf8')).toBe('price\n35.79\n');
        const unclear = join(made.folder, 'sales.txt');
        await expect(lakeQuery('from sales', '--output', unclear)).rejects.toThrow(
            new UsageError(`${JSON.stringify(unclear)} does not say in which format it is to be written: add --format with one of table, csv, json, parquet.`),
        );
        expect(existsSync(unclear)).toBe(false);
    });

    it('refuses a format that it does not have', async () => {
        await expect(lakeQuery('from sales', '--format', 'xml')).rejects.toThrow(
            new UsageError('--format xml is unknown: use one of table, csv, json, parquet.'),
        );
    });

    it('shows an example of each format in its help', () => {
        const program = new Command();
        registerQuery(program, () => ({ lake: made.lake, isVerbose: false, say: () => undefined }));
        const written: string[] = [];
        const query = program.commands[0]!.configureOutput({ writeOut: (text) => written.push(text) });
        query.outputHelp();
        for (const format of ['csv', 'json', 'parquet']) {
            expect(written.join('')).toMatch(new RegExp(`\\./lake query .* --format ${format}`));
        }
    });

    it('reads the statement from standard input when it is -', () => {
        const module = (name: string) => JSON.stringify(pathToFileURL(join(dirname(fileURLToPath(import.meta.url)), name)).href);
        const program = `
            import { Command } from 'commander';
            import { registerQuery } from ${module('command.ts')};
            const program = new Command();
            registerQuery(program, () => ({ lake: ${JSON.stringify(made.lake)}, isVerbose: false, say: () => {} }));
            await program.parseAsync(['query', '-'], { from: 'user' });
        `;
        const ran = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
            input: 'select price\nfrom sales\n',
            encoding: 'utf8',
        });
        expect(ran).toMatchObject({ stdout: 'price\n─────\n35.79\n1 row\n', stderr: '', status: 0 });
    });
});
