import type { TestProject } from 'vitest/node';
import { Progress } from '../../cli/output/progress.js';
import { prepareSpark, type Spark } from './prepare-spark.js';
import { startSparkServer } from './spark-server.js';

declare module 'vitest' {
    export interface ProvidedContext {
        /** For programs, and the socket of the Spark that tests share. */
        spark: Spark & { readonly socket: string };
    }
}

/** Before the tests of the engines: installs what is missing, and starts what they share. @returns what ends it */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
    const progress = new Progress();
    try {
        const spark = await prepareSpark((step) => progress.step(step));
        progress.step('Starting Spark');
        const server = await startSparkServer(spark);
        project.provide('spark', { ...spark, socket: server.socket });
        return () => server.stop();
    } finally {
        progress.end();
    }
}
