import type { TestProject } from 'vitest/node';
import { Progress } from '../../cli/output/progress.js';
import { prepareSpark } from './prepare-spark.js';
import { startSparkServer } from './spark-server.js';
import { SPARKS } from './sparks.js';

/** Before the tests of the engines: installs what is missing, and starts what they share. @returns what ends it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
    const progress = new Progress();
    try {
        const spark = await prepareSpark((step) => progress.step(step));
        progress.step('Starting Spark');
        const servers = await Promise.all(Array.from({ length: SPARKS }, () => startSparkServer(spark)));
        project.provide('spark', { ...spark, sockets: servers.map(({ socket }) => socket) });
        return async () => void (await Promise.all(servers.map((server) => server.stop())));
    } finally {
        progress.end();
    }
}
