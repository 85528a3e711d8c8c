import { createHash } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, realpathSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';

/** A program that runs loads parts of itself later, and has marked them as used when it began. */
const KEPT_MILLISECONDS = 2 * 24 * 3600_000;
/** In the folder of bundles: the sources of the last one that was made. */
const SOURCES = 'sources.json';
/** In a bundle: its files, with their bytes. */
const FILES = 'files.json';
/** Say what is installed, or should be, and how sources are read. */
const BESIDE = ['node_modules/.package-lock.json', 'package-lock.json', 'tsconfig.json'];

/**
 * Path of what a program of TypeScript is bundled to; it is kept, and made anew when a source is another one.
 *
 * @param {object} props
 * @param {string} props.root of the sources, its real path
 * @param {string} props.program as a path from root
 * @param {string} props.kept folder for bundles, below root
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
    try {
        const sources = new Map(JSON.parse(readFileSync(join(kept, SOURCES), 'utf8')).map((source) => [source, readFileSync(join(root, source), 'utf8')]));
        const folder = join(kept, digestOf(root, sources, beside(root)));
        if (!isWhole(folder) || !isBelow(root, folder)) return null;
        mark(folder);
        return bundleIn(folder, program);
    } catch {
        // None was made, a source has gone, or the list is damaged.
        return null;
    }
}

async function made({ root, program, kept }) {
    const { bundle } = await import('./bundle.mjs');
    mkdirSync(kept, { recursive: true });
    // Packages are looked for from where a file really is.
    if (!isBelow(root, kept)) return null;
    removeUnused(kept);
    const making = mkdtempSync(join(kept, 'making-'));
    try {
        const conditions = beside(root);
        const { sources, files } = await bundle({ root, programs: [program], folder: making });
        writeFileSync(join(making, FILES), JSON.stringify([...files]));
        // Others may use it too.
        chmodSync(making, 0o755);
        const folder = join(kept, digestOf(root, sources, conditions));
        // Another process may have made the same meanwhile, and run it.
        if (!isWhole(folder)) {
            remove(kept, folder);
            renameSync(making, folder);
        }
        // Whole or not at all, as others read it.
        const list = join(kept, `${SOURCES}.${process.pid}`);
        writeFileSync(list, JSON.stringify([...sources.keys()]));
        renameSync(list, join(kept, SOURCES));
        return bundleIn(folder, program);
    } finally {
        rmSync(making, { recursive: true, force: true });
    }
}

const bundleIn = (folder, program) => join(folder, basename(program).replace(/\.ts$/, '.mjs'));

const isBelow = (root, path) => realpathSync(path).startsWith(realpathSync(root) + sep);

/** What is lost with the power of the machine is found by its size. */
function isWhole(folder) {
    if (!existsSync(join(folder, FILES))) return false;
    try {
        return JSON.parse(readFileSync(join(folder, FILES), 'utf8')).every(([name, bytes]) => statSync(join(folder, name)).size === bytes);
    } catch {
        return false;
    }
}

function mark(folder) {
    try {
        utimesSync(folder, new Date(), new Date());
    } catch {
        // It is somebody else's, or of a disk that cannot be written.
    }
}

const beside = (root) => BESIDE.map((name) => (existsSync(join(root, name)) ? readFileSync(join(root, name), 'utf8') : ''));

/**
 * Of the contents, as a file may become another one and keep its time: those that went into the bundle, also where a source has changed
 * since. Bundles are of one place, which they name.
 */
function digestOf(root, sources, conditions) {
    const digest = createHash('sha256').update(root).update(readFileSync(join(import.meta.dirname, 'bundle.mjs')));
    for (const text of conditions) digest.update(`\0${text}\0`);
    for (const [source, text] of [...sources].sort(([one], [other]) => (one < other ? -1 : 1))) digest.update(`\0${source}\0${text}`);
    return digest.digest('hex').slice(0, 32);
}

function removeUnused(kept) {
    for (const name of readdirSync(kept)) if (Date.now() - statSync(join(kept, name)).mtimeMs > KEPT_MILLISECONDS) remove(kept, join(kept, name));
}

/** So that nobody finds half of it. */
function remove(kept, path) {
    if (!existsSync(path)) return;
    const gone = join(kept, `making-gone-${process.pid}-${basename(path)}`);
    renameSync(path, gone);
    rmSync(gone, { recursive: true, force: true });
}
