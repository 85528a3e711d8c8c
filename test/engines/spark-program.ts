import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { endWithUs } from './end-with-us.js';
import type { Spark } from './prepare-spark.js';
import { sparkConf, sparkEnvironment } from './spark-conf.js';

export interface SparkProgramProps {
    readonly spark: Spark;
    /** A Python file. */
    readonly script: string;
    /** `{ phase: 'facts' }` is `--phase facts`, as Glue gives the arguments of a job. */
    readonly args?: Readonly<Record<string, string>>;
    /** Further settings, such as those of a catalogue; each is a `--conf`. */
    readonly conf?: Readonly<Record<string, string>>;
    /** Further variables for the script. */
    readonly environment?: Readonly<Record<string, string>>;
}

/** A Spark program that runs, or has run. */
export interface SparkProgram {
    /** Also the number of the group of processes that it is. */
    readonly pid: number | undefined;
    /** Its exit code; 137 if it was killed. Never rejects. */
    readonly ended: Promise<number>;
    /** What it has written so far, standard output and errors in one. */
    output(): string;
    /** Ends it without warning, as a lost machine does. */
    kill9(): Promise<void>;
}

/** Starts a script as Glue does: by spark-submit, with a driver and a Python of its own. It ends with this process at the latest. */
export function startSparkProgram({ spark, script, args = {}, conf = {}, environment = {} }: SparkProgramProps): SparkProgram {
    const scratch = mkdtempSync(join(tmpdir(), 'lake-spark-'));
    const settings = Object.entries({ ...sparkConf(spark, scratch), ...conf }).flatMap(([key, value]) => ['--conf', `${key}=${value}`]);
    const given = Object.entries(args).flatMap(([key, value]) => [`--${key}`, value]);
    const program = spawn(join(spark.home, 'bin', 'spark-submit'), [...settings, script, ...given], {
        cwd: scratch,
        env: { ...sparkEnvironment(spark), ...environment },
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const release = program.pid === undefined ? () => {} : endWithUs(program.pid, scratch);
    let output = '';
    const keep = (piece: Buffer) => (output += piece.toString());
    program.stdout.on('data', keep);
    program.stderr.on('data', keep);
    const ended = new Promise<number>((resolve) => {
        program.once('error', (error) => {
            output += `\n${error.message}`;
            resolve(127);
        });
        program.once('close', (code) => resolve(code ?? 137));
    }).finally(() => {
        release();
        rmSync(scratch, { recursive: true, force: true });
    });
    return {
        pid: program.pid,
        ended,
        output: () => output,
        kill9: async () => {
            if (program.exitCode === null && program.pid !== undefined) process.kill(-program.pid, 'SIGKILL');
            await ended;
        },
    };
}

/**
 * The same, waited for.
 *
 * @returns what it wrote
 * @throws Error if it fails, with the end of what it wrote
 */
export async function runSparkProgram(props: SparkProgramProps): Promise<string> {
    const program = startSparkProgram(props);
    const code = await program.ended;
    if (code !== 0) throw new Error(`${props.script} ended with ${code}:\n${program.output().split('\n').slice(-60).join('\n')}`);
    return program.output();
}
