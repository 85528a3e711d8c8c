/** Written for tests: what the policies of templates allow, worked out from their statements. */

export interface TemplateJson {
    readonly Resources?: Readonly<Record<string, Resource>>;
    readonly Outputs?: Readonly<Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>>;
}

interface Resource {
    readonly Type: string;
    readonly Properties?: Readonly<Record<string, unknown>>;
}

interface Statement {
    readonly Effect: 'Allow' | 'Deny';
    readonly Action?: unknown;
    readonly NotAction?: unknown;
    readonly Resource?: unknown;
    readonly NotResource?: unknown;
    readonly Principal?: unknown;
    readonly Condition?: unknown;
}

interface Placed {
    readonly stack: string;
    readonly id: string;
    readonly resource: Resource;
}

const PSEUDO: Readonly<Record<string, string>> = { 'AWS::Partition': 'aws', 'AWS::Region': 'eu-west-1', 'AWS::AccountId': '111122223333', 'AWS::URLSuffix': 'amazonaws.com' };
const NAMES = ['RoleName', 'BucketName', 'FunctionName', 'StateMachineName', 'QueueName', 'TopicName', 'Name', 'LogGroupName', 'ManagedPolicyName'];
/** Resources whose `Ref` is their ARN. */
const REF_IS_ARN = ['AWS::SecretsManager::Secret', 'AWS::SNS::Topic', 'AWS::StepFunctions::StateMachine', 'AWS::DMS::ReplicationTask', 'AWS::DMS::Endpoint'];
/** Whose policies give something; that of an endpoint of a network only takes away. */
const WITH_POLICY = ['AWS::S3::BucketPolicy', 'AWS::KMS::Key', 'AWS::SecretsManager::ResourcePolicy', 'AWS::SQS::QueuePolicy', 'AWS::SNS::TopicPolicy'];
const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];

/**
 * What roles may do, by the templates of one synth, stacks by their names.
 *
 * Where it is not sure it says that something is allowed: a condition counts as met where it allows and as not met where it denies, and
 * what cannot be resolved counts as everything.
 */
export class Policies {
    private readonly placed: readonly Placed[];

    constructor(private readonly templates: ReadonlyMap<string, TemplateJson>) {
        this.placed = [...templates].flatMap(([stack, template]) => Object.entries(template.Resources ?? {}).map(([id, resource]) => ({ stack, id, resource })));
    }

    /** Names of all roles; of one without a name its id in the template. */
    roles(): string[] {
        return this.ofType('AWS::IAM::Role').map((role) => this.nameOf(role)).sort();
    }

    /** The policies of AWS that a role has, whose statements no template has. */
    policiesOfAws(role: string): string[] {
        return list(this.role(role).resource.Properties?.ManagedPolicyArns)
            .map((arn) => this.text(arn, this.role(role).stack))
            .filter((arn) => arn.includes(':iam::aws:'));
    }

    /** The ARN, in these templates, of the one resource of a type whose id has such a part. */
    arn(type: string, id: RegExp): string {
        const found = this.ofType(type).filter((one) => id.test(one.id));
        if (found.length !== 1) throw new Error(`${found.length} resources of ${type} have an id like ${id}: name one.`);
        return this.arnOf(found[0]!);
    }

    /** Whether a role may do something to a resource, by its own policies or by that of the resource. */
    may(role: string, action: string, resource: string): boolean {
        const statements = [...this.ownStatements(role), ...this.statementsOfResources(role)];
        const concerning = statements.filter(({ actions, resources }) => actions(action) && resources(resource));
        return concerning.some(({ effect }) => effect === 'Allow') && !concerning.some(({ effect, hasCondition }) => effect === 'Deny' && !hasCondition);
    }

    private ownStatements(name: string) {
        const role = this.role(name);
        const inline = list(role.resource.Properties?.Policies).map((policy) => ({ stack: role.stack, document: (policy as { PolicyDocument: unknown }).PolicyDocument }));
        const attached = this.placed
            .filter(({ stack, resource }) => POLICIES.includes(resource.Type) && list(resource.Properties?.Roles ?? resource.Properties?.RoleName).some((one) => this.text(one, stack) === name))
            .map(({ stack, resource }) => ({ stack, document: resource.Properties?.PolicyDocument }));
        const managed = this.ofType('AWS::IAM::ManagedPolicy')
            .filter((policy) => list(role.resource.Properties?.ManagedPolicyArns).some((arn) => this.text(arn, role.stack) === this.arnOf(policy)))
            .map(({ stack, resource }) => ({ stack, document: resource.Properties?.PolicyDocument }));
        return [...inline, ...attached, ...managed].flatMap(({ stack, document }) => this.statements(document, stack));
    }

    /** Those in policies of resources that name the role. `*` is the resource itself, and what is in it. */
    private statementsOfResources(name: string) {
        const arn = this.arnOf(this.role(name));
        return this.placed
            .filter(({ resource }) => WITH_POLICY.includes(resource.Type))
            .flatMap((one) => list(one.resource.Properties?.PolicyDocument ?? one.resource.Properties?.KeyPolicy ?? one.resource.Properties?.ResourcePolicy).map((document) => ({ one, document })))
            .flatMap(({ one, document }) => this.statements(document, one.stack, one.resource.Type === 'AWS::KMS::Key' ? this.arnOf(one) : undefined))
            .filter(({ principals }) => principals.includes(arn) || principals.includes('*'));
    }

    private statements(document: unknown, stack: string, itself?: string) {
        return list((document as { Statement?: unknown } | undefined)?.Statement).map((each) => {
            const statement = each as Statement;
            const texts = (value: unknown) => list(value).map((one) => this.text(one, stack));
            // In the policy of a key, all resources are the key.
            const resources = (value: unknown) => texts(value).map((one) => (one === '*' && itself !== undefined ? itself : one));
            const principal = statement.Principal as { readonly AWS?: unknown } | string | undefined;
            return {
                effect: statement.Effect,
                hasCondition: statement.Condition !== undefined,
                principals: typeof principal === 'string' ? [principal] : texts(principal?.AWS),
                actions: matching(list(statement.Action) as string[], list(statement.NotAction) as string[]),
                resources: matching(resources(statement.Resource), resources(statement.NotResource)),
            };
        });
    }

    /** The text that a value of a template is after deployment, with names and ids that can be read. */
    private text(value: unknown, stack: string): string {
        if (typeof value === 'string') return value;
        const [[name, given] = ['', undefined]] = Object.entries(value as Record<string, unknown>);
        const parts = given as readonly unknown[];
        if (name === 'Ref') return PSEUDO[given as string] ?? this.reference(stack, given as string);
        if (name === 'Fn::Join') return list(parts[1]).map((part) => this.text(part, stack)).join(parts[0] as string);
        if (name === 'Fn::Sub' && typeof given === 'string') return given.replace(/\$\{([^}!]+)\}/g, (_, inner: string) => (inner.includes('.') ? this.attribute(stack, inner.split('.')) : this.text({ Ref: inner }, stack)));
        if (name === 'Fn::GetAtt') return this.attribute(stack, typeof given === 'string' ? given.split('.') : (parts as string[]));
        if (name === 'Fn::ImportValue') {
            const exported = [...this.templates].flatMap(([of, template]) => Object.values(template.Outputs ?? {}).map((output) => ({ of, output })));
            const found = exported.find(({ output, of }) => output.Export !== undefined && this.text(output.Export.Name, of) === this.text(given, stack));
            return found === undefined ? '*' : this.text(found.output.Value, found.of);
        }
        return '*';
    }

    private reference(stack: string, id: string): string {
        const found = this.placed.find((one) => one.stack === stack && one.id === id);
        if (found === undefined) return '*';
        if (found.resource.Type === 'AWS::SecretsManager::SecretTargetAttachment') return this.text(found.resource.Properties!.SecretId, stack);
        return REF_IS_ARN.includes(found.resource.Type) ? this.arnOf(found) : this.nameOf(found);
    }

    private attribute(stack: string, [id, attribute]: readonly string[]): string {
        const found = this.placed.find((one) => one.stack === stack && one.id === id);
        return found === undefined ? '*' : attribute?.endsWith('Arn') ? this.arnOf(found) : `${this.nameOf(found)}.${attribute}`;
    }

    private arnOf(one: Placed): string {
        const [, service = '', kind = ''] = one.resource.Type.split('::');
        if (service === 'S3') return `arn:aws:s3:::${this.nameOf(one)}`;
        const place = service === 'IAM' ? ':111122223333' : 'eu-west-1:111122223333';
        const between = service === 'Lambda' || kind === 'StateMachine' || kind === 'Secret' ? ':' : '/';
        return `arn:aws:${service === 'StepFunctions' ? 'states' : service.toLowerCase()}:${place}:${kind.charAt(0).toLowerCase()}${kind.slice(1)}${between}${this.nameOf(one)}`;
    }

    private nameOf({ stack, id, resource }: Placed): string {
        const named = NAMES.map((name) => resource.Properties?.[name]).find((name) => name !== undefined);
        return named === undefined ? id : this.text(named, stack);
    }

    private ofType(type: string): Placed[] {
        return this.placed.filter(({ resource }) => resource.Type === type);
    }

    private role(name: string): Placed {
        const found = this.ofType('AWS::IAM::Role').find((role) => this.nameOf(role) === name);
        if (found === undefined) throw new Error(`No template has a role ${name}: there are ${this.roles().join(', ')}.`);
        return found;
    }
}

const list = (value: unknown): readonly unknown[] => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

/** Whether something is one of some patterns, or, where there are none, none of those that are excepted. */
function matching(patterns: readonly string[], excepted: readonly string[]): (what: string) => boolean {
    const has = (some: readonly string[], what: string) => some.some((pattern) => new RegExp(`^${pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test(what));
    return (what) => (patterns.length > 0 ? has(patterns, what) : excepted.length > 0 && !has(excepted, what));
}
