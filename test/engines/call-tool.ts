import { spawn } from 'node:child_process';
import { ExpectedError } from '../../local/errors.js';

export interface CallToolProps {
    readonly command: string;
    readonly args: readonly string[];
    /** What fails if it fails: "Installing pyspark". */
    readonly doing: string;
    /** What to do if the command is not there. */
    readonly ifAbsent: string;
    /** Over those of this process. */
    readonly environment?: Readonly<Record<string, string>>;
}

/**
 * Calls a program of the machine and waits for it.
 *
 * @returns what it wrote
 * @throws ExpectedError if it is not there or fails, with the end of what it wrote
 */
export async function callTool({ command, args, doing, ifAbsent, environment = {} }: CallToolProps): Promise<string> {
    return await new Promise((resolve, reject) => {
        const tool = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...environment } });
        let output = '';
        const keep = (piece: Buffer) => (output += piece.toString());
        tool.stdout.on('data', keep);
        tool.stderr.on('data', keep);
        tool.once('error', (error: NodeJS.ErrnoException) => {
            reject(new ExpectedError(error.code === 'ENOENT' ? `${doing} failed: ${command} is not there. ${ifAbsent}` : `${doing} failed: ${error.message}`));
        });
        tool.once('close', (code, signal) => {
            if (code === 0) resolve(output);
            else reject(new ExpectedError(`${doing} failed: ${command} ended with ${signal ?? code} and said\n${output.trim().split('\n').slice(-15).join('\n')}`));
        });
    });
}
