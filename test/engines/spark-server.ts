import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithUs } from './end-with-us.js';
import type { Spark } from './prepare-spark.js';
import { sparkConf, sparkEnvironment } from './spark-conf.js';

/** A Spark that waits for questions. */
export interface SparkServer {
    /** The Unix socket at which it answers, in a folder that only this user can enter. */
    readonly socket: string;
    stop(): Promise<void>;
}

/** Starts the Spark that tests share, as a start takes some ten seconds. It ends with this process at the latest. */
export async function startSparkServer(spark: Spark): Promise<SparkServer> {
    const folder = mkdtempSync(join(tmpdir(), 'lake-spark-'));
    const socket = join(folder, 'socket');
    const conf = JSON.stringify(sparkConf(spark, folder));
    const server = spawn(spark.python, [join(import.meta.dirname, 'answer-sql.py'), socket, conf], {
        cwd: folder,
        env: sparkEnvironment(spark),
        detached: true,
        stdio: ['pipe', 'pipe', 'pipe'],
    });
    const release = server.pid === undefined ? () => {} : endWithUs(server.pid, folder);
    server.stdin.on('error', () => {});
    let log = '';
    server.stderr.on('data', (piece: Buffer) => (log = (log + piece.toString()).slice(-20_000)));
    const ended = new Promise<void>((resolve) => {
        server.once('error', (error) => {
            log += error.message;
            resolve();
        });
        server.once('close', () => resolve());
    }).finally(() => {
        release();
        rmSync(folder, { recursive: true, force: true });
    });
    const lines = createInterface(server.stdout);
    const ready = new Promise<boolean>((resolve) => lines.on('line', (line) => line === 'ready' && resolve(true)));
    if (!(await Promise.race([ready, ended.then(() => false)]))) throw new Error(`Spark did not start:\n${log}`);
    return {
        socket,
        stop: async () => {
            server.stdin.end();
            const late = setTimeout(() => process.kill(-server.pid!, 'SIGKILL'), 15_000);
            await ended;
            clearTimeout(late);
        },
    };
}
