import { DescribeSecretCommand, GetSecretValueCommand, PutSecretValueCommand, ResourceNotFoundException, SecretsManagerClient, UpdateSecretVersionStageCommand } from '@aws-sdk/client-secrets-manager';

/** One secret with its versions, as Secrets Manager keeps them. */
export interface Vault {
    /** Of the secret, for messages. */
    readonly id: string;
    /** Version → what it is at present, such as AWSCURRENT. */
    stages(): Promise<ReadonlyMap<string, readonly string[]>>;
    /** @returns undefined where there is none */
    read(what: { readonly stage: string; readonly version?: string }): Promise<string | undefined>;
    /** Adds a text as the AWSPENDING one. */
    put(version: string, text: string): Promise<void>;
    /** Makes a version the AWSCURRENT one. */
    promote(version: string): Promise<void>;
}

/** Without its endpoint in the network nobody would ever answer. */
const client = new SecretsManagerClient({ requestHandler: { connectionTimeout: 5_000, requestTimeout: 10_000 } });

export function vaultOf(id: string): Vault {
    const stages = async () => new Map(Object.entries((await client.send(new DescribeSecretCommand({ SecretId: id }))).VersionIdsToStages ?? {}));
    return {
        id,
        stages,
        read: async ({ stage, version }) => {
            try {
                return (await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage, VersionId: version }))).SecretString;
            } catch (error) {
                if (error instanceof ResourceNotFoundException) return undefined;
                throw error;
            }
        },
        put: async (version, text) => {
            await client.send(new PutSecretValueCommand({ SecretId: id, ClientRequestToken: version, SecretString: text, VersionStages: ['AWSPENDING'] }));
        },
        promote: async (version) => {
            const present = [...(await stages())].find(([, names]) => names.includes('AWSCURRENT'))?.[0];
            await client.send(new UpdateSecretVersionStageCommand({ SecretId: id, VersionStage: 'AWSCURRENT', MoveToVersionId: version, RemoveFromVersionId: present }));
        },
    };
}
