import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** A program that runs loads parts of itself later, and has marked them as used when it began. */
const KEPT_MILLISECONDS = 2 * 24 * 3600_000;
const SOURCES = 'sources.json';
/** Says which packages are installed, with all that they are made of. */
const PACKAGES = 'package-lock.json';

/**
 * Path of what a program of TypeScript is bundled to; it is kept, and made anew when a source is another one.
 *
 * @param {object} props
 * @param {string} props.root of the sources
 * @param {string} props.program as a path from root
 * @param {string} props.kept folder for bundles, below one that has the packages
 * @returns {Promise<string | null>} null where it cannot be made or kept
 */
export async function bundledProgram(props) {
    try {
        return found(props) ?? (await made(props));
    } catch {
        // A folder that cannot be written, or a mistake in a source: who reads the sources themselves says which.
        return null;
    }
}

function found({ root, program, kept }) {
    if (!existsSync(join(kept, SOURCES))) return null;
    const sources = JSON.parse(readFileSync(join(kept, SOURCES), 'utf8'));
    if (!sources.every((source) => existsSync(join(root, source)))) return null;
    const folder = join(kept, digestOf(root, sources));
    if (!existsSync(folder)) return null;
    utimesSync(folder, new Date(), new Date());
    return bundleIn(folder, program);
}

async function made({ root, program, kept }) {
    const { bundle } = await import('./bundle.mjs');
    mkdirSync(kept, { recursive: true });
    removeUnused(kept);
    const making = mkdtempSync(join(kept, 'making-'));
    try {
        const all = await bundle({ root, programs: [program], folder: making });
        const sources = [...all.filter((source) => !source.includes('node_modules/')), PACKAGES];
        const folder = join(kept, digestOf(root, sources));
        // Another process may have made the same meanwhile, and run it.
        if (!existsSync(folder)) renameSync(making, folder);
        // Whole or not at all, as others read it.
        const list = join(kept, `${SOURCES}.${process.pid}`);
        writeFileSync(list, JSON.stringify(sources));
        renameSync(list, join(kept, SOURCES));
        return bundleIn(folder, program);
    } finally {
        rmSync(making, { recursive: true, force: true });
    }
}

const bundleIn = (folder, program) => join(folder, basename(program).replace(/\.ts$/, '.mjs'));

/** Of the contents: a file may become another one and keep its time. Bundles are of one place, which they name. */
function digestOf(root, sources) {
    const digest = createHash('sha256').update(root).update(readFileSync(join(import.meta.dirname, 'bundle.mjs')));
    for (const source of sources) digest.update(`\0${source}\0`).update(readFileSync(join(root, source)));
    return digest.digest('hex').slice(0, 32);
}

function removeUnused(kept) {
    for (const name of readdirSync(kept)) {
        const path = join(kept, name);
        if (Date.now() - statSync(path).mtimeMs > KEPT_MILLISECONDS) rmSync(path, { recursive: true, force: true });
    }
}
