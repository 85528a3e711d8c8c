import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { builtLake } from './built-lake.js';

const JOBS = join(import.meta.dirname, '..', '..', 'jobs');

interface AssetManifest {
    readonly files: Readonly<Record<string, { readonly source: { readonly path?: string; readonly packaging?: string } }>>;
}

interface JobProperties {
    readonly Command: { readonly ScriptLocation: unknown };
    readonly DefaultArguments: Readonly<Record<string, unknown>>;
}

const { app, template } = builtLake({ environment: 'dev' });
const [job] = Object.values(template('transform').findResources('AWS::Glue::Job')).map(({ Properties }) => Properties as JobProperties);
const { files } = JSON.parse(readFileSync(join(app.outdir, 'transform.assets.json'), 'utf8')) as AssetManifest;

/** The parts of the output folder whose objects an address of the template names, in their order. */
function staged(address: unknown): { path: string; packaging: string | undefined }[] {
    const names = [...JSON.stringify(address).matchAll(/\/([0-9a-f]{64})\.(?:py|zip)/g)].map((match) => match[1]!);
    return names.map((name) => ({ path: join(app.outdir, files[name]!.source.path!), packaging: files[name]!.source.packaging }));
}

const pythonIn = (folder: string): string[] => readdirSync(join(JOBS, folder)).filter((name) => name.endsWith('.py'));

describe('what is deployed of the job', () => {
    test('is its script, byte by byte', () => {
        const [script, ...others] = staged(job!.Command.ScriptLocation);
        expect(others).toEqual([]);
        expect(readFileSync(script!.path).equals(readFileSync(join(JOBS, 'glue-scripts', 'lake.py')))).toBe(true);
    });

    test('is every other Python file of its two folders in two archives, byte by byte, and nothing besides', () => {
        const archives = staged(job!.DefaultArguments['--extra-py-files']);
        expect(archives.map(({ packaging }) => packaging)).toEqual(['zip', 'zip']);
        const [scripts, spark] = archives.map(({ path }) => path);
        // Folders and hidden files would be listed too.
        expect(readdirSync(scripts!).sort()).toEqual(pythonIn('glue-scripts').filter((name) => name !== 'lake.py').sort());
        expect(readdirSync(spark!).sort()).toEqual(pythonIn('spark').sort());
        for (const [folder, archive] of [['glue-scripts', scripts!], ['spark', spark!]] as const) {
            for (const name of readdirSync(archive)) {
                expect(statSync(join(archive, name)).isFile(), name).toBe(true);
                expect(readFileSync(join(archive, name)).equals(readFileSync(join(JOBS, folder, name))), name).toBe(true);
            }
        }
    });

    test('has no module twice, so that none hides another', () => {
        const modules = [...pythonIn('glue-scripts'), ...pythonIn('spark')];
        expect(modules.filter((name, place) => modules.indexOf(name) !== place)).toEqual([]);
    });

    test('may be read by the role of the job, and nothing else of the bucket of assets', () => {
        const statements = Object.values(template('transform').findResources('AWS::IAM::Policy')).flatMap(
            ({ Properties }) => (Properties as { PolicyDocument: { Statement: { Action: unknown; Resource: unknown }[] } }).PolicyDocument.Statement,
        );
        const ofAssets = statements.filter((statement) => JSON.stringify(statement).includes('-assets-'));
        expect(ofAssets.map(({ Action }) => Action)).toEqual(['s3:GetObject']);
        const named = (text: unknown) => [...JSON.stringify(text).matchAll(/[0-9a-f]{64}\.(?:py|zip)/g)].map(([name]) => name).sort();
        expect(named(ofAssets)).toEqual(named([job!.Command.ScriptLocation, job!.DefaultArguments['--extra-py-files']]));
        expect(JSON.stringify(ofAssets)).not.toMatch(/\*/);
    });
});
