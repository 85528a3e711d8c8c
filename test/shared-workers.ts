import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where tests may share workers; those of other folders are alone. */
const FOLDERS = ['cli', 'dashboard', 'infra', 'local', 'specification', 'tables', 'test'];

/** What may stay behind a file of tests in its process or in its modules, or what it starts and may be left running. */
const MAY_STAY = /\bvi\.|\bprocess\.(?!execPath|platform|version|arch)|child_process|callLake|testPostgres|builtProgram|worker_threads|Database\.|[wW]ithLake|openLake|temporaryFolder|globalThis|aws-cdk-lib/;

/**
 * The test files that can have their worker from another, and leave it to a next, so that it starts and loads each module
 * once: those of which nothing stays behind. A file that this does not name is alone in its worker, and no worse for it.
 *
 * @param root of the repository
 * @returns paths relative to it, with slashes
 */
export function filesWithSharedWorker(root: string): string[] {
    return FOLDERS.flatMap((folder) =>
        readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
            .filter((path) => path.endsWith('.test.ts') && !MAY_STAY.test(readFileSync(join(root, folder, path), 'utf8')))
            .map((path) => `${folder}/${path.replaceAll('\\', '/')}`),
    );
}
