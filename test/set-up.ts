import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { buildProgram } from './build-program.js';

/** Before all tests: builds the programs that they start. @returns what removes them */
export async function setup(project: TestProject): Promise<() => void> {
    const root = join(import.meta.dirname, '..');
    mkdirSync(join(root, '.cache'), { recursive: true });
    const folder = mkdtempSync(join(root, '.cache', 'programs-'));
    // Some are started as another user.
    chmodSync(folder, 0o755);
    await buildProgram(root, folder);
    project.provide('programs', folder);
    project.onTestsRerun(() => buildProgram(root, folder));
    return () => rmSync(folder, { recursive: true, force: true });
}
