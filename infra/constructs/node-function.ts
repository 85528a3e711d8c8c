import { join } from 'node:path';
import { Duration, Validations } from 'aws-cdk-lib';
import { Effect, Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogLevel, NodejsFunction, type NodejsFunctionProps, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

export interface NodeFunctionProps extends Pick<NodejsFunctionProps, 'vpc' | 'vpcSubnets' | 'securityGroups' | 'memorySize'> {
    /** Its file in infra/functions without ending; also its name. It exports `handler`. */
    readonly name: string;
    /** One sentence. */
    readonly description: string;
    readonly environment?: Readonly<Record<string, string>>;
    /** @default one minute */
    readonly timeout?: Duration;
}

const ROOT = join(import.meta.dirname, '..', '..');

/** A program of infra/functions as a function of Lambda: one file with all that it needs, a role of its own, logs that end. */
export class NodeFunction extends Construct {
    readonly name: string;
    readonly function: NodejsFunction;
    readonly role: Role;

    constructor(scope: Construct, id: string, { name, description, environment, timeout = Duration.minutes(1), ...network }: NodeFunctionProps) {
        super(scope, id);
        this.name = name;
        const stack = ShopStack.of(this) as ShopStack;
        const logGroup = new LogGroup(this, 'Logs', {
            logGroupName: `/aws/lambda/${stack.nameOf(name)}`,
            retention: stack.settings.logDays as RetentionDays,
            removalPolicy: stack.removalPolicy,
        });
        this.role = new Role(this, 'Role', { roleName: stack.nameOf(name), assumedBy: new ServicePrincipal('lambda.amazonaws.com'), description: `Of the function that ${lowerFirst(description)}` });
        logGroup.grantWrite(this.role);
        this.function = new NodejsFunction(this, 'Function', {
            functionName: stack.nameOf(name),
            description,
            entry: join(ROOT, 'infra', 'functions', `${name}.ts`),
            depsLockFilePath: join(ROOT, 'package-lock.json'),
            projectRoot: ROOT,
            runtime: Runtime.NODEJS_24_X,
            architecture: Architecture.ARM_64,
            memorySize: 256,
            timeout,
            environment,
            role: this.role,
            logGroup,
            ...network,
            bundling: {
                // With the SDK of the lock file, not that of the day's runtime.
                bundleAwsSDK: true,
                format: OutputFormat.ESM,
                target: 'node24',
                mainFields: ['module', 'main'],
                // Packages in CommonJS ask for `require`, which a module does not have.
                banner: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
                logLevel: LogLevel.ERROR,
            },
        });
        if (network.vpc !== undefined) this.allowNetworkInterfaces();
    }

    allow(sid: string, actions: readonly string[], resources: readonly string[], conditions?: Record<string, unknown>): void {
        this.role.addToPolicy(new PolicyStatement({ sid, effect: Effect.ALLOW, actions: [...actions], resources: [...resources], conditions }));
    }

    /** What a function in a network needs; none of these actions knows resources before they are there. */
    private allowNetworkInterfaces(): void {
        const actions = ['CreateNetworkInterface', 'DescribeNetworkInterfaces', 'DescribeSubnets', 'DeleteNetworkInterface', 'AssignPrivateIpAddresses', 'UnassignPrivateIpAddresses'];
        // A policy of its own, so that what is acknowledged here is not for whatever else the role may.
        const policy = new Policy(this, 'NetworkInterfaces', { roles: [this.role], statements: [new PolicyStatement({ actions: actions.map((action) => `ec2:${action}`), resources: ['*'] })] });
        this.function.node.addDependency(policy);
        Validations.of(policy).acknowledge({ id: 'AwsSolutions-IAM5[Resource::*]', reason: 'Lambda makes the network interfaces of a function by its role, and they have no name before.' });
    }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
