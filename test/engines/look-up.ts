import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** A call of the API, as boto3 names it: service, operation, parameters. */
export type Call = readonly [service: string, operation: string, parameters: Readonly<Record<string, unknown>>];

/** Calls AWS, or what stands for it, in one program. @returns the answers in the same order */
export async function askAws(python: string, environment: Readonly<Record<string, string>>, calls: readonly Call[]): Promise<readonly unknown[]> {
    return await new Promise((resolve, reject) => {
        const program = spawn(python, [join(import.meta.dirname, 'ask-aws.py')], { env: { PATH: process.env['PATH'] ?? '', ...environment }, stdio: ['pipe', 'pipe', 'pipe'] });
        let [answer, errors] = ['', ''];
        program.stdout.on('data', (piece: Buffer) => (answer += piece.toString()));
        program.stderr.on('data', (piece: Buffer) => (errors += piece.toString()));
        program.once('error', reject);
        program.once('close', (code) => (code === 0 ? resolve(JSON.parse(answer) as readonly unknown[]) : reject(new Error(`Asking failed:\n${errors.slice(-2000)}`))));
        program.stdin.end(JSON.stringify(calls));
    });
}

/** What lies in an answer behind names and places, or undefined. */
export const at = (value: unknown, ...path: readonly (string | number)[]): unknown => path.reduce<unknown>((inner, key) => (inner as Record<string | number, unknown> | undefined)?.[key], value);

/** How a resource of a type is asked for, and what of its properties the answer has to say. */
export interface LookUp {
    readonly call: (id: string, properties: unknown) => Call;
    /** Both by the same names; a value of a template that refers to something else is not compared. */
    readonly wanted: (properties: unknown) => Readonly<Record<string, unknown>>;
    readonly found: (answer: unknown) => Readonly<Record<string, unknown>>;
}

const policyOf = (document: unknown): unknown => (typeof document === 'string' ? JSON.parse(document) : document);
const actions = (document: unknown): unknown => (at(policyOf(document), 'Statement') as readonly unknown[]).map((statement) => [at(statement, 'Sid'), at(statement, 'Effect'), at(statement, 'Action')]);
const statesOf = (definition: unknown): unknown => Object.keys(at(typeof definition === 'string' ? JSON.parse(definition) : {}, 'States') ?? {});

/** By type. Of what moto makes and is not here, only that it is there is looked at. */
export const LOOK_UPS: Readonly<Record<string, LookUp>> = {
    'AWS::S3::Bucket': {
        call: (id) => ['s3', 'get_bucket_encryption', { Bucket: id }],
        wanted: (properties) => ({ algorithm: at(properties, 'BucketEncryption', 'ServerSideEncryptionConfiguration', 0, 'ServerSideEncryptionByDefault', 'SSEAlgorithm') }),
        found: (answer) => ({ algorithm: at(answer, 'ServerSideEncryptionConfiguration', 'Rules', 0, 'ApplyServerSideEncryptionByDefault', 'SSEAlgorithm') }),
    },
    'AWS::KMS::Key': {
        call: (id) => ['kms', 'get_key_rotation_status', { KeyId: id }],
        wanted: (properties) => ({ rotated: at(properties, 'EnableKeyRotation') }),
        found: (answer) => ({ rotated: at(answer, 'KeyRotationEnabled') }),
    },
    'AWS::IAM::Role': {
        call: (id) => ['iam', 'get_role', { RoleName: id }],
        wanted: (properties) => ({ name: at(properties, 'RoleName'), description: at(properties, 'Description'), trust: actions(at(properties, 'AssumeRolePolicyDocument')) }),
        found: (answer) => ({ name: at(answer, 'Role', 'RoleName'), description: at(answer, 'Role', 'Description'), trust: actions(at(answer, 'Role', 'AssumeRolePolicyDocument')) }),
    },
    'AWS::EC2::VPC': {
        call: (id) => ['ec2', 'describe_vpcs', { VpcIds: [id] }],
        wanted: (properties) => ({ addresses: at(properties, 'CidrBlock') }),
        found: (answer) => ({ addresses: at(answer, 'Vpcs', 0, 'CidrBlock') }),
    },
    'AWS::EC2::Subnet': {
        call: (id) => ['ec2', 'describe_subnets', { SubnetIds: [id] }],
        wanted: (properties) => ({ addresses: at(properties, 'CidrBlock'), isPublic: at(properties, 'MapPublicIpOnLaunch') }),
        found: (answer) => ({ addresses: at(answer, 'Subnets', 0, 'CidrBlock'), isPublic: at(answer, 'Subnets', 0, 'MapPublicIpOnLaunch') }),
    },
    'AWS::EC2::SecurityGroup': {
        call: (id) => ['ec2', 'describe_security_groups', { GroupIds: [id] }],
        wanted: (properties) => ({ description: at(properties, 'GroupDescription') }),
        found: (answer) => ({ description: at(answer, 'SecurityGroups', 0, 'Description') }),
    },
    'AWS::EC2::VPCEndpoint': {
        call: (id) => ['ec2', 'describe_vpc_endpoints', { VpcEndpointIds: [id] }],
        wanted: (properties) => ({ type: at(properties, 'VpcEndpointType'), privateDns: at(properties, 'PrivateDnsEnabled') ?? false }),
        found: (answer) => ({ type: at(answer, 'VpcEndpoints', 0, 'VpcEndpointType'), privateDns: at(answer, 'VpcEndpoints', 0, 'PrivateDnsEnabled') ?? false }),
    },
    'AWS::Lambda::Function': {
        call: (id) => ['lambda', 'get_function_configuration', { FunctionName: id }],
        wanted: (properties) => ({ name: at(properties, 'FunctionName'), runtime: at(properties, 'Runtime'), handler: at(properties, 'Handler'), seconds: at(properties, 'Timeout'), hasCode: true }),
        found: (answer) => ({ name: at(answer, 'FunctionName'), runtime: at(answer, 'Runtime'), handler: at(answer, 'Handler'), seconds: at(answer, 'Timeout'), hasCode: Number(at(answer, 'CodeSize')) > 0 }),
    },
    'AWS::Logs::LogGroup': {
        call: (id) => ['logs', 'describe_log_groups', { logGroupNamePrefix: id }],
        wanted: (properties) => ({ days: at(properties, 'RetentionInDays') }),
        found: (answer) => ({ days: at(answer, 'logGroups', 0, 'retentionInDays') }),
    },
    'AWS::SNS::Topic': {
        call: (id) => ['sns', 'get_topic_attributes', { TopicArn: id }],
        wanted: (properties) => ({ name: at(properties, 'TopicName') }),
        found: (answer) => ({ name: String(at(answer, 'Attributes', 'TopicArn')).split(':').at(-1) }),
    },
    'AWS::Events::Rule': {
        call: (id) => ['events', 'describe_rule', { Name: id.split('/').at(-1) }],
        wanted: (properties) => ({ state: at(properties, 'State'), schedule: at(properties, 'ScheduleExpression'), description: at(properties, 'Description') }),
        found: (answer) => ({ state: at(answer, 'State'), schedule: at(answer, 'ScheduleExpression'), description: at(answer, 'Description') }),
    },
    'AWS::StepFunctions::StateMachine': {
        call: (id) => ['stepfunctions', 'describe_state_machine', { stateMachineArn: id }],
        wanted: (properties) => ({ name: at(properties, 'StateMachineName'), hasStates: true }),
        found: (answer) => ({ name: at(answer, 'name'), hasStates: (statesOf(at(answer, 'definition')) as readonly string[]).length > 0 }),
    },
};

/** Does a value of a template refer to something that only the deployment knows? */
export const isLiteral = (value: unknown): boolean => value !== undefined && !/"(Ref|Fn::)/.test(JSON.stringify(value));
