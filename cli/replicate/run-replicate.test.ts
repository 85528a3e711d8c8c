import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { callLake } from '../../test/oracle/call-lake.js';
import { inFolder } from '../../test/oracle/temporary-lake.js';
import { testPostgres } from '../../test/oracle/test-postgres.js';
import { connect } from '../../local/source/connect.js';

it('a replication says how many rows it loaded and how many changes it wrote, one as one', async () => {
    const postgres = await testPostgres();
    try {
        const source = await postgres.newDatabase();
        await inFolder(async (folder) => {
            const passwordFile = join(folder, 'password');
            writeFileSync(passwordFile, 'test password\n', { mode: 0o600 });
            const lake = join(folder, 'lake');
            const insert = async (key: number) => {
                const client = await connect(source);
                await client.query(`insert into brands (brand_id, brand_name) values (${key}, 'b${key}')`);
                await client.end();
            };
            const said = async () => (await callLake('replicate', '--once', '--source', source.name, '--password-file', passwordFile, '--lake', lake)).stdout;
            await insert(1);
            expect(await said()).toBe(`1 row loaded and 0 changes written to ${join(lake, 'raw')}.\n`);
            await insert(2);
            expect(await said()).toBe(`0 rows loaded and 1 change written to ${join(lake, 'raw')}.\n`);
        });
    } finally {
        await postgres.stop();
    }
});
