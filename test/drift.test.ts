import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { Database } from '../local/engine/database.js';
import { sqlFile, sqlFileNames } from '../local/engine/sql-files.js';
import { costColumns } from '../infra/cost/cost-columns.js';
import { costPage } from '../infra/cost/cost-page.js';
import { settingsPage } from '../infra/settings-page.js';
import { glueScripts } from '../jobs/codegen/glue-scripts.js';
import { exampleAnswers } from '../local/example-answers.js';
import { dataDictionary } from '../tables/derive/data-dictionary.js';
import { recurrencePolicies } from '../tables/model/recurrence-policies.js';
import { cleanTables, modelTables, sourceTables, stateTables, views } from '../tables/index.js';

const root = join(import.meta.dirname, '..');

describe('generated files', () => {
    test('data_dictionary.md is what tables/ say, and what the views answer on the example; npm run generate writes it', async () => {
        expect(readFileSync(join(root, 'data_dictionary.md'), 'utf8')).toBe(dataDictionary(await exampleAnswers()));
    });

    test('jobs/glue-scripts has the scripts that the generator writes, and no other file', () => {
        const folder = join(root, 'jobs', 'glue-scripts');
        const scripts = glueScripts();
        expect(readdirSync(folder).filter((name) => name !== '__pycache__').sort()).toEqual([...scripts.keys()].sort());
        for (const [name, text] of scripts) expect(readFileSync(join(folder, name), 'utf8'), name).toBe(text);
    });

    test('docs/settings.md is what settings and environments say; npm run generate writes it', () => {
        expect(readFileSync(join(root, 'docs', 'settings.md'), 'utf8')).toBe(settingsPage());
    });

    test('docs/cost.md is what the settings cost; npm run generate writes it', () => {
        expect(readFileSync(join(root, 'docs', 'cost.md'), 'utf8')).toBe(costPage(costColumns()));
    });

    test('the SQL of clean, model and checks stands unchanged in the scripts', () => {
        const text = [...glueScripts().values()].join('');
        for (const folder of ['clean', 'model', 'checks']) {
            // What only a run that builds everything at once asks for stays on the laptop.
            for (const name of sqlFileNames(folder).filter((one) => !['touched_users', 'touched_products'].includes(one))) expect(text, `${folder}/${name}`).toContain(sqlFile(`${folder}/${name}.sql`).trimEnd());
        }
    });
});

describe('definitions and SQL files', () => {
    test('every source table has a file in sql/clean that names each of its rules and no other', () => {
        for (const table of sourceTables) {
            const text = sqlFile(`clean/${table.name}.sql`);
            const named = [...text.matchAll(/then '(\w+)'/g)].map(([, rule]) => rule);
            expect(new Set(named), table.name).toEqual(new Set(table.rules.map((rule) => rule.name)));
        }
    });

    test('every file in sql/clean belongs to a table of clean, and every table but quarantine has one', () => {
        expect(sqlFileNames('clean')).toEqual(cleanTables.map(({ name }) => name).filter((name) => name !== 'quarantine').sort());
    });

    test('every model table but those that runs count has a file in sql/model', () => {
        const counted = ['freshness', 'quality', 'run_accounts'];
        const files = new Set(sqlFileNames('model'));
        for (const { name } of modelTables) expect(files.has(name), name).toBe(!counted.includes(name));
    });

    test('every SQL file says its purpose and its grain in the first two lines', () => {
        for (const folder of ['clean', 'model', 'athena', 'history', 'checks']) {
            for (const name of sqlFileNames(folder)) {
                const lines = sqlFile(`${folder}/${name}.sql`).split('\n');
                expect(lines[0], `${folder}/${name}`).toMatch(/^-- [A-Z].*\w/);
                expect(lines.slice(1, 6).some((line) => /^-- (grain: )?one row/i.test(line)), `${folder}/${name}`).toBe(true);
                expect(lines.length, `${folder}/${name}`).toBeLessThanOrEqual(150);
            }
        }
    });

    test('only clean reads raw, and views read model alone', () => {
        for (const name of sqlFileNames('model')) expect(sqlFile(`model/${name}.sql`), name).not.toMatch(/\braw_/);
        for (const name of sqlFileNames('athena')) expect(sqlFile(`athena/${name}.sql`), name).not.toMatch(/\b(raw|clean|state)[._]/);
    });
});

describe('definitions', () => {
    test('the policies have values that the views know', async () => {
        const database = await Database.open(':memory:', '');
        try {
            const rows = await database.rows<Record<string, unknown>>(sqlFile('model/recurrence_policies.sql'));
            expect(rows.length).toBeGreaterThan(0);
            for (const row of rows) {
                for (const [name, { values }] of Object.entries(recurrencePolicies.columns)) if (values !== undefined) expect(values, name).toContain(row[name]);
                expect(Number(row['minimum_purchases'])).toBeGreaterThan(0);
                expect(row['window_days'] === null).toBe(row['window_is'] === 'calendar month');
            }
        } finally {
            database.close();
        }
    });

    test('a relation has a key among its columns, a grain, and a sentence for each column', () => {
        for (const relation of [...sourceTables, ...cleanTables, ...modelTables, ...stateTables, ...views]) {
            expect(relation.key.length, relation.name).toBeGreaterThan(0);
            expect(relation.grain, relation.name).toMatch(/^one row/);
            for (const column of relation.key) expect(relation.columns, relation.name).toHaveProperty(column);
            for (const [name, column] of Object.entries(relation.columns)) expect(column.meaning, `${relation.name}.${name}`).toMatch(/\.$/);
        }
    });

    test('the data dictionary has every table and view under its name', () => {
        const headings = [...readFileSync(join(root, 'data_dictionary.md'), 'utf8').matchAll(/^### (.*)$/gm)].map(([, heading]) => heading);
        const named = [...cleanTables, ...modelTables, ...stateTables].map(({ layer, name }) => `${layer}.${name}`);
        expect(headings.sort()).toEqual([...sourceTables.map(({ name }) => name), ...named, ...views.map(({ name }) => name)].sort());
    });

    test('every text column of the source has a length, so that PostgreSQL stores no value out of line', () => {
        for (const table of sourceTables) {
            const lengths = Object.entries(table.columns)
                .filter(([, column]) => String(column.type) === 'Utf8')
                .map(([name, column]) => {
                    expect(column.maxLength, `${table.name}.${name}`).toBeGreaterThan(0);
                    return column.maxLength!;
                });
            // A row is toasted from about 2 kB on; a character has up to four bytes, and names rarely more than two.
            expect(lengths.reduce((sum, length) => sum + length, 0), table.name).toBeLessThan(1000);
        }
    });

    test('personal data that names a person stays out of model and its views', () => {
        for (const relation of [...modelTables, ...views]) {
            for (const [name, column] of Object.entries(relation.columns)) expect(column.personal, `${relation.name}.${name}`).not.toBe('direct');
        }
    });
});
