import type { TestProject } from 'vitest/node';
import { Progress } from '../../cli/output/progress.js';
import { prepareSpark } from './prepare-spark.js';
import { prepareTrino } from './prepare-trino.js';
import { startSparkServer } from './spark-server.js';
import { SPARKS } from './sparks.js';
import { startTrinoServer } from './trino-server.js';

/** Before the tests of the engines: installs what is missing, and starts what they share. @returns what ends it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
    const progress = new Progress();
    try {
        const spark = await prepareSpark((step) => progress.step(step));
        const trino = await prepareTrino((step) => progress.step(step));
        progress.step('Starting Spark');
        const servers = await Promise.all(Array.from({ length: SPARKS }, () => startSparkServer(spark)));
        project.provide('spark', { ...spark, sockets: servers.map(({ socket }) => socket) });
        // Those who ask it wait for it; the others begin meanwhile.
        const trinoServer = await startTrinoServer(trino);
        trinoServer.ready.catch((error: unknown) => console.error(error));
        project.provide('trino', trinoServer.address);
        return async () => void (await Promise.all([...servers, trinoServer].map((server) => server.stop())));
    } finally {
        progress.end();
    }
}
