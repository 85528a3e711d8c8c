import type { CdkCustomResourceEvent, CdkCustomResourceResponse } from 'aws-lambda';
import { amazonTls } from './source/amazon-tls.js';
import { applyRequest } from './source/apply-request.js';
import type { Login } from './source/let-replicate.js';
import { readRequest } from './source/migration-request.js';
import { parseSecret } from './source/parse-secret.js';
import { vaultOf } from './source/vault.js';

/**
 * Brings the shop's database to the schema of this version and lets the user of replication in, when the stack is made
 * or has other migrations. When the stack goes, everything stays as it is.
 */
export async function handler(event: CdkCustomResourceEvent): Promise<CdkCustomResourceResponse> {
    const PhysicalResourceId = 'migrations';
    if (event.RequestType === 'Delete') return { PhysicalResourceId };
    const request = readRequest(event.ResourceProperties);
    const Data = await applyRequest({
        request,
        before: event.RequestType === 'Update' ? event.OldResourceProperties.migrations : undefined,
        master: await readLogin(request.masterSecret),
        replication: async () => await readLogin(request.replicationSecret),
        ssl: amazonTls(request.host),
        patience: { tries: 20, secondsBetween: 6 },
    });
    return { PhysicalResourceId, Data };
}

async function readLogin(id: string): Promise<Login> {
    const { username, password } = parseSecret(await vaultOf(id).read({ stage: 'AWSCURRENT' }), id, ['username', 'password']);
    return { user: username, password };
}
