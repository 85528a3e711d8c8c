import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

/** A file of the page as it is sent. */
export interface PageFile {
    readonly type: string;
    readonly body: Buffer;
    /** The same, compressed. */
    readonly gzip: Buffer;
}

const FOLDER = join(import.meta.dirname, '..', '..', 'dashboard', 'page');

/** The files of the page by their paths; script and style are bundled with all that they need, so that nothing is asked of others. */
export async function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
    const { outputFiles } = await build({
        entryPoints: [join(FOLDER, 'main.ts'), join(FOLDER, 'page.css')],
        outdir: FOLDER,
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: 'es2022',
        define: { 'process.env.NODE_ENV': '"production"' },
        legalComments: 'none',
        logLevel: 'warning',
    });
    const built = (name: string) => Buffer.from(outputFiles.find(({ path }) => path.endsWith(name))!.contents);
    return new Map([
        ['/', file('text/html', readFileSync(join(FOLDER, 'index.html')))],
        ['/page.js', file('text/javascript', built('.js'))],
        ['/page.css', file('text/css', built('.css'))],
    ]);
}

const file = (type: string, body: Buffer): PageFile => ({ type: `${type}; charset=utf-8`, body, gzip: gzipSync(body, { level: 9 }) });
