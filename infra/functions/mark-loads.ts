import { sourceTables } from '../../tables/index.js';
import { lookAtDms } from './mark-loads/dms-looks.js';
import { type Decision, isComplete, type LoadFiles, markersToWrite } from './mark-loads/markers-to-write.js';
import { measure } from './mark-loads/metrics.js';
import { RawBucket } from './mark-loads/raw-bucket.js';

const TABLES = sourceTables.map(({ name }) => name);

/** Writes the markers of loads that are complete, and counts tables that are not replicated or whose load is not whole. */
export async function handler(): Promise<void> {
    const { lake, engine, identifier, bucket, owner, generation } = fromEnvironment();
    const raw = new RawBucket({ bucket, owner, generation });
    const [{ task, looks }, marked] = await Promise.all([lookAtDms(engine, identifier), raw.marked(TABLES)]);
    const files = new Map<string, LoadFiles>();
    const unread = new Map<string, string>();
    for (const table of TABLES) {
        if (marked.has(table) || !isComplete(looks.get(table))) continue;
        try {
            files.set(table, await raw.loadFiles(table));
        } catch (error) {
            // One table's file that cannot be read keeps no other from its marker, and is told by the metric.
            unread.set(table, `Its files cannot be read: ${error instanceof Error ? error.message : String(error)}`);
        }
    }
    const decision = withRefused(markersToWrite({ tables: TABLES.filter((table) => !unread.has(table)), task, looks, files, marked, now: new Date() }), unread);
    const written: string[] = [];
    for (const marker of decision.markers) if (await raw.mark(marker)) written.push(marker.table);
    const { waiting, refused, notReplicated } = decision;
    console.log(JSON.stringify({ task: task.status, written, waiting: Object.fromEntries(waiting), refused: Object.fromEntries(refused), notReplicated: Object.fromEntries(notReplicated) }));
    await measure(lake, decision);
}

const withRefused = (decision: Decision, refused: ReadonlyMap<string, string>): Decision => ({ ...decision, refused: new Map([...decision.refused, ...refused]) });

function fromEnvironment() {
    const value = (name: string): string => {
        const found = process.env[name];
        if (found === undefined) throw new Error(`The function has no ${name} in its environment: deploy the stack again.`);
        return found;
    };
    const engine = value('ENGINE') === 'serverless' ? ('serverless' as const) : ('provisioned' as const);
    return { lake: value('LAKE'), engine, identifier: value('IDENTIFIER'), bucket: value('RAW'), owner: value('RAW_OWNER'), generation: Number(value('GENERATION')) };
}
