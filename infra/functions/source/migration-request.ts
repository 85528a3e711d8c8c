import { createHash } from 'node:crypto';
import { ExpectedError } from '../../../local/errors.js';
import type { Migration } from '../../../local/source/read-migrations.js';

/** What the custom resource asks of the function, as CloudFormation hands it on: texts and lists of texts. */
export interface MigrationRequest {
    readonly host: string;
    readonly port: string;
    readonly database: string;
    /** Of the administrator: username, password. */
    readonly masterSecret: string;
    /** Of the user of replication: username, password. */
    readonly replicationSecret: string;
    readonly migrations: readonly SentMigration[];
}

/** The hash shows whether a text came through CloudFormation as it was. */
export interface SentMigration extends Migration {
    readonly sha256: string;
}

const TEXTS = ['host', 'port', 'database', 'masterSecret', 'replicationSecret'] as const;

/** A migration as it is put into a template. */
export function sent({ name, text }: Migration): SentMigration {
    return { name, text, sha256: hashOf(text) };
}

/**
 * Reads the properties of the custom resource.
 *
 * @throws ExpectedError if something is missing or a text is not what was sent
 */
export function readRequest(properties: Readonly<Record<string, unknown>>): MigrationRequest {
    for (const name of TEXTS) {
        if (typeof properties[name] !== 'string' || properties[name] === '') {
            throw new ExpectedError(`The migrations were asked for without ${name} (${JSON.stringify(properties[name])}): deploy the source stack of this version.`);
        }
    }
    const { migrations } = properties;
    if (!Array.isArray(migrations) || migrations.length === 0 || !migrations.every(isSent)) {
        throw new ExpectedError(`The migrations were asked for without their names and texts (${JSON.stringify(migrations)?.slice(0, 200)}): deploy the source stack of this version.`);
    }
    const altered = migrations.find(({ text, sha256 }) => hashOf(text) !== sha256);
    if (altered !== undefined) {
        throw new ExpectedError(`The migration ${altered.name} did not arrive as it stands in sql/oltp: CloudFormation may not carry signs beyond ASCII, so write it without.`);
    }
    return properties as unknown as MigrationRequest;
}

const isSent = (value: unknown): value is SentMigration =>
    typeof value === 'object' && value !== null && ['name', 'text', 'sha256'].every((key) => typeof (value as Record<string, unknown>)[key] === 'string');

const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
