import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { callTool } from './call-tool.js';
import { askAws, at, type Call, isLiteral, LOOK_UPS } from './look-up.js';
import { MOTO_ACCOUNT, type MotoServer, startMotoServer } from './moto-server.js';
import { prepareMoto } from './prepare-moto.js';
import { SKIPPED_BY_MOTO } from './skipped-by-moto.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PARTS = ['network', 'source', 'lake', 'replication', 'transform', 'query', 'observability'];
/** Some that moto makes cannot be asked for by a name of their own, or only in a list of all. */
const ONLY_LISTED = ['AWS::EC2::RouteTable', 'AWS::EC2::SubnetRouteTableAssociation', 'AWS::CloudWatch::Dashboard', 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::FlowLog', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::KMS::Alias', 'AWS::Lambda::Permission', 'AWS::RDS::DBSubnetGroup', 'AWS::RDS::DBParameterGroup', 'AWS::SNS::Subscription', 'AWS::SQS::Queue', 'AWS::SSM::Parameter'];
/** Of these moto tells no physical name. */
const WITHOUT_NAME = ['AWS::EC2::SecurityGroupIngress', 'AWS::Lambda::Permission', 'AWS::RDS::DBSubnetGroup'];

interface Resource {
    readonly Type: string;
    readonly Properties?: Readonly<Record<string, unknown>>;
    readonly Condition?: string;
}

const KEPT = { name: 'kept', context: ['-c', 'name=kept'] };

let python: string;
let moto: MotoServer;
const folder = mkdtempSync(join(tmpdir(), 'lake-assembly-'));
const assembly = (name: string): string => join(folder, name);

/** Calls the CDK as a person would, with moto for AWS. @returns what it said */
const cdk = async (...args: readonly string[]): Promise<string> =>
    await callTool({ command: process.execPath, args: [join(ROOT, 'node_modules', 'aws-cdk', 'bin', 'cdk'), ...args], doing: `cdk ${args[0]}`, ifAbsent: 'Run npm ci.', environment: { ...moto.environment, NODE_NO_WARNINGS: '1', CDK_DISABLE_VERSION_CHECK: '1' } });
const deploy = async (name: string, ...parts: readonly string[]): Promise<string> => await cdk('deploy', ...parts, '--exclusively', '--app', assembly(name), '--require-approval', 'never');
const destroy = async (name: string, ...parts: readonly string[]): Promise<string> => await cdk('destroy', ...parts, '--exclusively', '--app', assembly(name), '--force');
const ask = async (...calls: readonly Call[]): Promise<readonly unknown[]> => await askAws(python, moto.environment, calls);
const stack = (name: string, part: string): string => `${name}-dev-${part}`;
const templateOf = (part: string): Readonly<Record<string, Resource>> => (JSON.parse(readFileSync(join(assembly('kept'), `${part}.template.json`), 'utf8')) as { Resources?: Record<string, Resource> }).Resources ?? {};
const skipped = (): readonly string[] => [...new Set([...moto.log().matchAll(/^No Moto CloudFormation support for (\S+)$/gm)].map(([, type]) => type!))].sort();
const buckets = async (): Promise<readonly string[]> => (at((await ask(['s3', 'list_buckets', {}]))[0], 'Buckets') as readonly unknown[]).map((bucket) => String(at(bucket, 'Name')));

interface Made {
    readonly part: string;
    readonly id: string;
    readonly physicalId: unknown;
    readonly resource: Resource;
}

/** Every resource of the templates that moto does not skip, with what it was made as. */
async function made(): Promise<readonly Made[]> {
    const answers = await ask(...PARTS.map((part): Call => ['cloudformation', 'describe_stack_resources', { StackName: stack('kept', part) }]));
    return PARTS.flatMap((part, place) => {
        const listed = new Map((at(answers[place], 'StackResources') as readonly unknown[]).map((one) => [at(one, 'LogicalResourceId'), at(one, 'PhysicalResourceId')]));
        return Object.entries(templateOf(part))
            .filter(([, { Type }]) => !SKIPPED_BY_MOTO.includes(Type))
            .map(([id, resource]) => ({ part, id, resource, physicalId: listed.get(id) }));
    });
}

beforeAll(async () => {
    python = await prepareMoto();
    moto = await startMotoServer(python);
    await cdk('synth', '--quiet', '--output', assembly(KEPT.name), ...KEPT.context);
    await cdk('bootstrap', `aws://${MOTO_ACCOUNT}/us-east-1`, '--app', assembly('kept'));
    await deploy('kept', '--all');
}, 600_000);

afterAll(async () => {
    await moto?.stop();
    rmSync(folder, { recursive: true, force: true });
});

describe('a deployment of all stacks', () => {
    test('completes without a failure that a second call hides, and protects each stack', async () => {
        // The CDK calls again what failed within the server, and what is half made then is taken for made.
        expect(moto.log()).not.toContain('Traceback');
        const answers = await ask(...PARTS.map((part): Call => ['cloudformation', 'describe_stacks', { StackName: stack('kept', part) }]));
        expect(answers.map((answer) => [at(answer, 'Stacks', 0, 'StackName'), at(answer, 'Stacks', 0, 'StackStatus'), at(answer, 'Stacks', 0, 'EnableTerminationProtection')])).toEqual(
            PARTS.map((part) => [stack('kept', part), 'CREATE_COMPLETE', true]),
        );
    });

    test('leaves out what is known to be left out, and nothing else', () => {
        expect(skipped(), 'test/engines/skipped-by-moto.ts and docs/unverified.md name what moto skips').toEqual(SKIPPED_BY_MOTO);
    });

    test('makes every other resource of the templates', async () => {
        for (const { part, id, physicalId, resource } of await made()) if (!WITHOUT_NAME.includes(resource.Type)) expect(physicalId, `${part}: ${id}, ${resource.Type}`).toBeTruthy();
    });

    test('makes each as its template says, as far as it can be asked', async () => {
        const all = await made();
        const unknown = all.map(({ resource }) => resource.Type).filter((type) => LOOK_UPS[type] === undefined && !ONLY_LISTED.includes(type));
        expect([...new Set(unknown)], 'Say in LOOK_UPS of test/engines/look-up.ts how these are asked for, or name them in ONLY_LISTED').toEqual([]);
        const asked = all.filter(({ resource }) => LOOK_UPS[resource.Type] !== undefined);
        const answers = await ask(...asked.map(({ resource, physicalId }) => LOOK_UPS[resource.Type]!.call(String(physicalId), resource.Properties)));
        for (const [place, { part, id, resource }] of asked.entries()) {
            const { wanted, found } = LOOK_UPS[resource.Type]!;
            const literal = Object.fromEntries(Object.entries(wanted(resource.Properties)).filter(([, value]) => isLiteral(value)));
            expect(found(answers[place]), `${part}: ${id}`).toMatchObject(literal);
        }
        // None of these may be forgotten by a template, or by a look-up that asks for nothing.
        const types = new Set(asked.map(({ resource }) => resource.Type));
        for (const type of ['AWS::S3::Bucket', 'AWS::KMS::Key', 'AWS::IAM::Role', 'AWS::EC2::VPC', 'AWS::Lambda::Function', 'AWS::Logs::LogGroup']) expect(types, type).toContain(type);
    });

    test('gives each role the policies of its template', async () => {
        const all = await made();
        const policies = all.filter(({ resource }) => resource.Type === 'AWS::IAM::Policy');
        for (const { part, id, resource } of policies) {
            const roles = (at(resource.Properties, 'Roles') as readonly unknown[]).map((role) => String(all.find((one) => one.part === part && one.id === at(role, 'Ref'))?.physicalId));
            const name = String(at(resource.Properties, 'PolicyName'));
            for (const answer of await ask(...roles.map((RoleName): Call => ['iam', 'get_role_policy', { RoleName, PolicyName: name }]))) {
                const statements = at(resource.Properties, 'PolicyDocument', 'Statement') as readonly unknown[];
                expect((at(answer, 'PolicyDocument', 'Statement') as readonly unknown[]).map((statement) => at(statement, 'Action')), `${part}: ${id}`).toEqual(statements.map((statement) => at(statement, 'Action')));
            }
        }
        expect(policies.length).toBeGreaterThan(0);
    });

    test('changes nothing when it is repeated', async () => {
        const before = await made();
        const said = await deploy('kept', '--all');
        for (const part of PARTS) expect(said).toContain(`${part} (${stack('kept', part)}) (no changes)`);
        expect((await made()).map(({ physicalId }) => physicalId)).toEqual(before.map(({ physicalId }) => physicalId));
    });
});

describe('the stack of the lake, when it is destroyed', () => {
    const ofLake = async (name: string): Promise<readonly string[]> => (await buckets()).filter((bucket) => bucket.startsWith(`${name}-dev-`));

    test('leaves its buckets there where it was not', async () => {
        const before = await ofLake('kept');
        expect(before.length).toBeGreaterThanOrEqual(4);
        await destroy('kept', 'lake');
        expect(await ofLake('kept')).toEqual(before);
    });
});
