import { bundle } from '../cli/bundle/bundle.mjs';

/** What tests start as processes of their own, by the name of its file in this folder. */
export const PROGRAMS = ['call-main', 'hold-lake', 'kill-at-step', 'kill-replicate'] as const;

/**
 * Bundles the programs that tests start hundreds of times.
 *
 * @param root of the repository, or of a copy
 * @param folder for `<program>.mjs`, below a folder with the packages
 */
export async function buildProgram(root: string, folder: string): Promise<void> {
    await bundle({ root, programs: PROGRAMS.map((name) => `test/${name}.ts`), folder });
}
