import type { SecretsManagerRotationEvent } from 'aws-lambda';
import { amazonTls } from './source/amazon-tls.js';
import { rotateLogin } from './source/rotate-login.js';
import { vaultOf } from './source/vault.js';

/** Called by Secrets Manager for each step of changing the password of the user of replication. */
export async function handler({ SecretId, ClientRequestToken, Step }: SecretsManagerRotationEvent): Promise<void> {
    await rotateLogin({ vault: vaultOf(SecretId), step: Step, version: ClientRequestToken, ssl: amazonTls });
}
