import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtLake } from './built-lake.js';

const ROOT = join(import.meta.dirname, '..', '..');
const PARTS = ['network', 'source', 'lake', 'replication', 'transform', 'query', 'observability'];
const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };
const folder = mkdtempSync(join(tmpdir(), 'synth-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** As the CDK starts it, from a home without settings of AWS and with a proxy in the way of every request. */
function synth(name: string) {
    const out = join(folder, name);
    const nowhere = 'http://127.0.0.1:9';
    const { status, stderr } = spawnSync(process.execPath, ['--import', 'tsx', 'infra/app.ts'], {
        cwd: ROOT,
        env: { PATH: process.env.PATH, HOME: folder, AWS_EC2_METADATA_DISABLED: 'true', HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, CDK_CONTEXT_JSON: JSON.stringify(context), CDK_OUTDIR: out },
        encoding: 'utf8',
    });
    return { status, stderr, files: digests(out) };
}

/** Of every file, the folder's name taken out of it. */
function digests(out: string): Record<string, string> {
    const files = readdirSync(out, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
    return Object.fromEntries(files.map((file) => [relative(out, file), createHash('sha256').update(readFileSync(file, 'latin1').replaceAll(out, ''), 'latin1').digest('hex')]));
}

describe('cdk synth', () => {
    it('succeeds without network and credentials, and writes the same files each time', () => {
        const [first, second] = [synth('first'), synth('second')];
        expect(first, first.stderr).toMatchObject({ status: 0 });
        expect(Object.keys(first.files)).toEqual(expect.arrayContaining(PARTS.map((part) => `${part}.template.json`)));
        expect(second.files).toEqual(first.files);
        // Two syntheses, functions and all.
    }, 300_000);
});

describe('the stacks', () => {
    const { stacks, template } = builtLake();

    it('are the parts of the lake in the order of the data, named by lake and environment', () => {
        expect([...stacks.values()].map(({ node, stackName }) => [node.id, stackName])).toEqual(PARTS.map((part) => [part, `shop-lake-dev-${part}`]));
    });

    it('know no account and no region, so that one synth is for all of them', () => {
        for (const stack of stacks.values()) expect([stack.environment, stack.node.id]).toEqual(['aws://unknown-account/unknown-region', stack.node.id]);
    });

    it.each(PARTS)('%s says what it is for, and what to do when it is there', (part) => {
        const { Description, Outputs = {} } = template(part).toJSON() as { readonly Description?: string; readonly Outputs?: Readonly<Record<string, { readonly Description?: string }>> };
        expect(Description).toMatch(/^.{30,}\.$/);
        expect(Object.values(Outputs).filter(({ Description: text }) => text !== undefined)).not.toHaveLength(0);
    });

    it('cannot be deleted by mistake', () => {
        for (const stack of stacks.values()) expect(stack.terminationProtection).toBe(true);
    });
});
