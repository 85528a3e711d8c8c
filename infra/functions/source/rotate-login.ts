import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ExpectedError } from '../../../local/errors.js';
import { connect } from '../../../local/source/connect.js';
import { newSource, type Source } from '../../../local/source/source.js';
import { parseSecret, type SourceSecret } from './parse-secret.js';
import { scramVerifier } from './scram-verifier.js';
import type { Vault } from './vault.js';

/** What Secrets Manager asks for, https://docs.aws.amazon.com/secretsmanager/latest/userguide/rotate-secrets_lambda-functions.html. */
export type Step = 'createSecret' | 'setSecret' | 'testSecret' | 'finishSecret';

export interface RotateLoginProps {
    readonly vault: Vault;
    readonly step: Step;
    /** The version that is to be the present one in the end. */
    readonly version: string;
    /** How its database is reached, by its host. */
    readonly ssl: (host: string) => pg.ClientConfig['ssl'];
}

/**
 * One step of giving the user of a secret another password: the user itself changes it, so nobody mightier takes part.
 * Each step may be repeated, and a rotation that is broken off between any two of them is taken up where it was.
 *
 * @throws ExpectedError if the version is not to be rotated, or the database lets in neither the next nor the present password
 */
export async function rotateLogin({ vault, step, version, ssl }: RotateLoginProps): Promise<void> {
    const stages = (await vault.stages()).get(version);
    if (stages === undefined) throw new ExpectedError(`The secret ${vault.id} has no version ${version} to rotate to: let Secrets Manager begin the rotation.`);
    if (stages.includes('AWSCURRENT')) return;
    if (!stages.includes('AWSPENDING')) throw new ExpectedError(`The version ${version} of the secret ${vault.id} is not AWSPENDING: let Secrets Manager begin the rotation.`);
    const current = async () => parseSecret(await vault.read({ stage: 'AWSCURRENT' }), vault.id);
    const pending = async () => parseSecret(await vault.read({ stage: 'AWSPENDING', version }), vault.id);
    const as = (secret: SourceSecret) => sourceOf(secret, ssl);

    switch (step) {
        case 'createSecret':
            // What was put there by a call that was broken off may be in the database already.
            if ((await vault.read({ stage: 'AWSPENDING', version })) !== undefined) return;
            return await vault.put(version, JSON.stringify({ ...(await current()), password: randomBytes(30).toString('base64url').replaceAll(/[-_]/g, 'x') }));
        case 'setSecret':
            if (await letsIn(as(await pending()))) return;
            return await changePassword(as(await current()), (await pending()).password);
        case 'testSecret':
            return await (await connect(as(await pending()))).end();
        case 'finishSecret':
            return await vault.promote(version);
    }
}

function sourceOf({ username, password, host, port, dbname }: SourceSecret, ssl: RotateLoginProps['ssl']): Source {
    return newSource({ user: username, host, port: Number(port), database: dbname, password: () => password, ssl: ssl(host) });
}

/** Only a refused password is a no; that nobody answers says nothing. */
async function letsIn(source: Source): Promise<boolean> {
    try {
        await (await connect(source)).end();
        return true;
    } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        if ((cause as { code?: unknown } | undefined)?.code === '28P01') return false;
        throw error;
    }
}

async function changePassword(source: Source, password: string): Promise<void> {
    const client = await connect(source);
    try {
        await client.query(`alter role current_user password ${pg.escapeLiteral(scramVerifier(password))}`);
    } finally {
        await client.end();
    }
}
