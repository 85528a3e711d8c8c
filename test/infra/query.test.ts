import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { GlueViews } from '../../infra/constructs/glue-views.js';
import { importFile } from '../../local/history/import-file.js';
import { makeScratch } from '../../local/engine/lake-paths.js';
import { type Lake, openLake } from '../../local/engine/lake.js';
import { run } from '../../local/engine/run.js';
import { EXAMPLE_SHOP } from '../../local/example-answers.js';
import { int64, required, type View } from '../../tables/table.js';
import { views } from '../../tables/views/index.js';
import { folderOfTests } from '../oracle/built-program.js';
import { builtLake } from './built-lake.js';

const SQL = join(import.meta.dirname, '..', '..', 'sql', 'athena');

/** The views by the names of their files. */
const FILES = new Map(readdirSync(SQL).map((file) => [file.replace(/\.sql$/, ''), readFileSync(join(SQL, file), 'utf8')]));

interface Resource {
    readonly Properties: Readonly<Record<string, unknown>>;
    readonly DependsOn?: string | readonly string[];
    readonly DeletionPolicy?: string;
}

interface TableInput {
    readonly Name: string;
    readonly TableType: string;
    readonly Parameters: unknown;
    readonly PartitionKeys: unknown;
    readonly StorageDescriptor: { readonly Columns: readonly { readonly Name: string }[]; readonly SerdeInfo: unknown; readonly Location: string };
    readonly ViewOriginalText: string;
}

interface Statement {
    readonly Action: string | readonly string[];
    readonly Resource: unknown;
}

const { template: of, stacks } = builtLake({ environment: 'dev' });
const dev = of('query');
const prod = builtLake({ environment: 'prod', alarmEmail: 'somebody@example.com' }).template('query');

const all = (template: Template, type: string): readonly (Resource & { readonly id: string })[] =>
    Object.entries(template.findResources(type)).map(([id, resource]) => ({ id, ...(resource as Resource) }));

const one = (template: Template, type: string): Resource & { readonly id: string } => {
    const found = all(template, type);
    expect(found, type).toHaveLength(1);
    return found[0]!;
};

const tableOf = ({ Properties }: Resource): TableInput => Properties['TableInput'] as TableInput;

/** What stands in a view's text. */
const decoded = ({ ViewOriginalText }: TableInput) =>
    JSON.parse(Buffer.from(/^\/\* Presto View: (.*) \*\/$/.exec(ViewOriginalText)![1]!, 'base64').toString('utf8')) as { originalSql: string; catalog: string; schema: string; columns: { name: string }[] };

const entries = all(dev, 'AWS::Glue::Table');
const nameById = new Map(entries.map((entry) => [entry.id, tableOf(entry).Name]));

/** Names of the views on which an entry depends. */
const dependencies = ({ DependsOn = [] }: Resource): string[] => [DependsOn].flat().flatMap((id) => nameById.get(id as string) ?? []).sort();

describe('the views in the catalogue', () => {
    test('are the files of sql/athena, each once and unchanged', () => {
        expect(FILES.size).toBeGreaterThan(20);
        expect(Object.fromEntries(entries.map((entry) => [tableOf(entry).Name, decoded(tableOf(entry)).originalSql]))).toEqual(Object.fromEntries(FILES));
        expect(entries).toHaveLength(FILES.size);
    });

    test('are such as Athena knows for views, in a database of their own that is made before', () => {
        const database = one(dev, 'AWS::Glue::Database');
        expect(database.Properties['DatabaseInput']).toMatchObject({ Name: 'analytics' });
        for (const entry of entries) {
            const table = tableOf(entry);
            expect(entry.Properties['DatabaseName']).toBe('analytics');
            expect(entry.Properties['CatalogId']).toEqual({ Ref: 'AWS::AccountId' });
            expect(entry.DependsOn).toContain(database.id);
            // What is empty has to be there: a query of the view would fail without.
            expect(table).toMatchObject({ TableType: 'VIRTUAL_VIEW', Parameters: { presto_view: 'true', comment: 'Presto View' }, PartitionKeys: [] });
            expect(table.StorageDescriptor).toMatchObject({ SerdeInfo: {}, Location: '' });
            expect(decoded(table)).toMatchObject({ catalog: 'awsdatacatalog', schema: 'analytics' });
            expect(decoded(table).columns.map(({ name }) => name)).toEqual(table.StorageDescriptor.Columns.map(({ Name }) => Name));
        }
    });

    test('are made behind those that they read', () => {
        // No view calls anything else by the name of another view, so that words are enough.
        const words = (sql: string) => new Set(sql.replace(/--.*/g, '').replace(/'[^']*'/g, '').match(/(?<![.\w])\w+\b(?!\.)/g));
        const read = new Map([...FILES].map(([name, sql]) => [name, [...words(sql)].filter((word) => word !== name && FILES.has(word)).sort()]));
        expect(read.get('recurrent_customers')).toEqual(['purchases_by_policy']);
        expect(Object.fromEntries(entries.map((entry) => [tableOf(entry).Name, dependencies(entry)]))).toEqual(Object.fromEntries(read));
    });

    const made = (statements: Readonly<Record<string, string>>): Template => {
        const stack = new Stack(new App({ outdir: folderOfTests('cdk-') }), 'views');
        const some = Object.keys(statements).map((name): View => ({ name, purpose: 'A purpose.', grain: 'one row', key: ['n'], columns: { n: required(int64, 'A number.') }, example: 'select 1' }));
        new GlueViews(stack, 'Views', { views: some, database: 'analytics', sqlOf: ({ name }) => statements[name]! });
        return Template.fromStack(stack);
    };

    test('come, change and go with their files, and leave the others as they are', () => {
        const resources = (statements: Readonly<Record<string, string>>) => Object.fromEntries(all(made(statements), 'AWS::Glue::Table').map((entry) => [tableOf(entry).Name, JSON.stringify(entry)]));
        const before = resources({ first: 'select 1 as n', second: 'select 2 as n' });
        const added = resources({ first: 'select 1 as n', third: 'select n from first', second: 'select 2 as n' });
        expect(Object.keys(added).sort()).toEqual(['first', 'second', 'third']);
        expect({ ...added, third: undefined }).toEqual({ ...before, third: undefined });
        expect(resources({ second: 'select 2 as n' })).toEqual({ second: before['second'] });
        const changed = resources({ first: 'select 3 as n', second: 'select 2 as n' });
        expect(changed['second']).toBe(before['second']);
        expect(changed['first']).not.toBe(before['first']);
    });

    test('depend on each of several that they read, once', () => {
        const template = made({ last: 'with a as (select n from a) select a.n from a join b on true join b on true', a: 'select n from b', b: 'select 1 as n' });
        const byName = new Map(all(template, 'AWS::Glue::Table').map((entry) => [tableOf(entry).Name, entry]));
        const ids = (...names: readonly string[]) => names.map((name) => byName.get(name)!.id).sort();
        expect([byName.get('last')!.DependsOn].flat().sort()).toEqual(ids('a', 'b'));
        expect([byName.get('a')!.DependsOn].flat()).toEqual(ids('b'));
        expect(byName.get('b')!.DependsOn).toBeUndefined();
    });

    test('fit, with all else of their stack, in half of what CloudFormation takes', () => {
        // One megabyte and 500 resources: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
        expect(Buffer.byteLength(JSON.stringify(dev.toJSON(), null, 1))).toBeLessThan(500_000);
        expect(Object.keys((dev.toJSON() as { Resources: object }).Resources).length).toBeLessThan(250);
    });

    test('are told to who checks them after a deployment', () => {
        const stack = stacks.get('query') as Stack & { views: readonly string[]; database: string; workGroupName: string };
        expect([...stack.views].sort()).toEqual([...FILES.keys()].sort());
        expect([stack.database, stack.workGroupName]).toEqual(['analytics', 'shop-lake-dev-analysts']);
    });
});

describe('the workgroup', () => {
    test('holds every client to its own settings, and a query to the gigabytes that it may read', () => {
        for (const [template, bytes] of [[dev, 10_000_000_000], [prod, 100_000_000_000]] as const) {
            const bucket = one(template, 'AWS::S3::Bucket');
            const { WorkGroupConfiguration } = one(template, 'AWS::Athena::WorkGroup').Properties as { WorkGroupConfiguration: Record<string, unknown> };
            expect(WorkGroupConfiguration).toEqual({
                EnforceWorkGroupConfiguration: true,
                PublishCloudWatchMetricsEnabled: true,
                BytesScannedCutoffPerQuery: bytes,
                EngineVersion: { SelectedEngineVersion: 'Athena engine version 3' },
                ResultConfiguration: {
                    OutputLocation: { 'Fn::Join': ['', ['s3://', { Ref: bucket.id }, '/']] },
                    EncryptionConfiguration: { EncryptionOption: 'SSE_KMS', KmsKey: { 'Fn::ImportValue': expect.stringMatching(/^shop-lake-(dev|prod)-lake:.*ModelKey.*Arn/) as unknown } },
                    ExpectedBucketOwner: { Ref: 'AWS::AccountId' },
                },
            });
        }
    });

    test('removes answers after the days of the settings, and lets nobody else have them', () => {
        for (const [template, days] of [[dev, 7], [prod, 30]] as const) {
            const { LifecycleConfiguration, PublicAccessBlockConfiguration, BucketEncryption } = one(template, 'AWS::S3::Bucket').Properties;
            expect(LifecycleConfiguration).toEqual({ Rules: [{ Id: 'answers', Status: 'Enabled', ExpirationInDays: days, AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 } }] });
            expect(PublicAccessBlockConfiguration).toEqual({ BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true });
            expect(one(template, 'AWS::S3::Bucket').DeletionPolicy).toBe('RetainExceptOnCreate');
            expect(JSON.stringify(BucketEncryption)).toContain('"aws:kms"');
            expect(JSON.stringify(one(template, 'AWS::S3::BucketPolicy').Properties)).toContain('"aws:SecureTransport":"false"');
        }
    });
});

describe('the saved queries', () => {
    const saved = all(dev, 'AWS::Athena::NamedQuery');
    let folder: string;
    let lake: Lake;

    beforeAll(async () => {
        folder = mkdtempSync(join(tmpdir(), 'lake-queries-'));
        lake = await openLake(folder);
        makeScratch(lake.paths);
        await importFile(lake.paths, EXAMPLE_SHOP);
        await run(lake);
    });

    afterAll(() => {
        lake.database.close();
        rmSync(folder, { recursive: true, force: true });
    });

    test('are what to look at first, and one for each view with its purpose, in the workgroup, which is made before', () => {
        expect(saved.map(({ Properties }) => Properties['Name']).sort()).toEqual(['0_look_here_first', ...FILES.keys()].sort());
        for (const { Properties, DependsOn } of saved) {
            expect(Properties).toMatchObject({ Database: 'analytics', WorkGroup: 'shop-lake-dev-analysts' });
            expect([DependsOn].flat()).toContain(one(dev, 'AWS::Athena::WorkGroup').id);
            const view = views.find(({ name }) => name === Properties['Name']);
            if (view !== undefined) expect(Properties['Description']).toBe(view.purpose);
        }
    });

    test('begin at the left, as one reads them', () => {
        for (const { Properties } of saved) expect(Properties['QueryString']).toMatch(/^select[\s\S]*[^\s]\n$/);
    });

    test('each answer something on a small lake', async () => {
        for (const { Properties } of saved) {
            const { Name, QueryString } = Properties as { Name: string; QueryString: string };
            const rows = await lake.database.rows(QueryString);
            // Of prices that stand out the example shop has none.
            if (Name !== 'price_anomalies') expect(rows.length, Name).toBeGreaterThan(0);
            if (Name === '0_look_here_first') expect(rows.map((row) => row['is_closed'])).toEqual(rows.map(() => true));
        }
    });
});

describe('the role of analysts', () => {
    const role = all(dev, 'AWS::IAM::Role').find(({ Properties }) => Properties['RoleName'] === 'shop-lake-dev-analyst')!;
    const statements = all(dev, 'AWS::IAM::Policy')
        .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${role.id}"`))
        .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement);
    const actions = ({ Action }: Statement) => [Action].flat() as string[];
    const resourcesOf = (action: string) => statements.filter((statement) => actions(statement).includes(action)).flatMap(({ Resource }) => [Resource].flat().map((resource) => JSON.stringify(resource)));

    test('is taken on by whom this account lets', () => {
        expect(role.Properties['ManagedPolicyArns']).toBeUndefined();
        const { Statement } = role.Properties['AssumeRolePolicyDocument'] as { Statement: { Principal: unknown }[] };
        expect(JSON.stringify(Statement.map(({ Principal }) => Principal))).toBe('[{"AWS":{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":iam::",{"Ref":"AWS::AccountId"},":root"]]}}]');
    });

    test('asks in its workgroup and in no other', () => {
        for (const action of ['StartQueryExecution', 'GetQueryExecution', 'GetQueryResults', 'StopQueryExecution', 'GetWorkGroup', 'GetNamedQuery', 'ListNamedQueries']) {
            expect(resourcesOf(`athena:${action}`), action).toEqual([expect.stringContaining(':workgroup/shop-lake-dev-analysts"')]);
        }
    });

    test('changes nothing: no table, no view, no query that is saved, and of buckets only the one of its answers', () => {
        const given = statements.flatMap(actions);
        expect(given.filter((action) => /^(glue|athena|lakeformation):/.test(action) && !/^athena:(Start|Stop)QueryExecution$|:(Batch)?Get[A-Z]\w*$|:List[A-Z]\w*$/.test(action))).toEqual([]);
        expect(given.filter((action) => /^(iam|sts|\*)/.test(action) || action.endsWith(':*'))).toEqual([]);
        const writing = given.filter((action) => /^s3:(Put|Delete|Restore|Abort)/.test(action));
        expect([...new Set(writing)].sort()).toEqual(['s3:AbortMultipartUpload', 's3:PutObject']);
        for (const action of writing) {
            expect(resourcesOf(action)).toEqual(['{"Fn::Join":["",["arn:",{"Ref":"AWS::Partition"},":s3:::shop-lake-dev-answers-",{"Ref":"AWS::AccountId"},"-",{"Ref":"AWS::Region"},"/*"]]}']);
        }
        expect(one(dev, 'AWS::S3::Bucket').Properties['BucketName']).toEqual({ 'Fn::Join': ['', ['shop-lake-dev-answers-', { Ref: 'AWS::AccountId' }, '-', { Ref: 'AWS::Region' }]] });
    });

    test('is named in the outputs, with the workgroup and the database that a tool asks for', () => {
        const outputs = JSON.stringify((dev.toJSON() as { Outputs: Record<string, { Value: unknown }> }).Outputs['ForBiTools']);
        expect(outputs).toContain(', catalogue AwsDataCatalog, database analytics, workgroup shop-lake-dev-analysts, role ');
        expect(outputs).toContain(JSON.stringify({ 'Fn::GetAtt': [role.id, 'Arn'] }));
    });
});
