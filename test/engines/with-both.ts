import { expect } from 'vitest';
import { temporaryFolder } from '../oracle/temporary-lake.js';
import type { TestPostgres } from '../oracle/test-postgres.js';
import { BothLakes } from './both-lakes.js';

/** Two empty lakes for as long as the work takes. */
export async function withBoth(postgres: TestPostgres, socket: string, work: (both: BothLakes) => Promise<void>): Promise<void> {
    const folder = temporaryFolder();
    const both = await BothLakes.create(folder.path, postgres, socket);
    try {
        await work(both);
    } finally {
        both.close();
        folder.remove();
    }
}

/** Runs a phase that has to succeed. @returns what it said */
export async function succeed(both: BothLakes, phase: string, args: Readonly<Record<string, string>> = {}): Promise<string> {
    const { output, code } = await both.phase(phase, { ...both.args, ...args });
    expect({ phase, code, output }).toMatchObject({ code: 0, output: expect.not.stringContaining('Traceback') });
    return output;
}
