/**
 * What the replication is measured against: `read-nothing.ts copy` reads all events by COPY, `read-nothing.ts decode SLOT
 * CHANGES` reads a slot's changes with the same client, and neither keeps anything. The source is LAKE_SOURCE.
 */
import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { to as copyTo } from 'pg-copy-streams';
import { ChangeStream } from '../local/replication/change-stream.js';
import { connect } from '../local/source/connect.js';
import { sourceFromDsn } from '../local/source/source-from-dsn.js';

const [what, slot, changes] = process.argv.slice(2);
const source = sourceFromDsn(process.env.LAKE_SOURCE!, { env: process.env });
if (what === 'copy') {
    const client = await connect(source);
    await pipeline(client.query(copyTo('copy public.events to stdout (format csv)')), new Writable({ write: (_chunk, _encoding, done) => done() }));
    await client.end();
} else {
    const stream = await ChangeStream.open({ source, slot: slot!, publication: 'lake', position: '00000000/00000000' });
    for (let seen = 0; seen < Number(changes); ) {
        for (const { tag } of await stream.next(1000)) if (tag === 'insert' || tag === 'update' || tag === 'delete') seen += 1;
    }
    await stream.close();
}
