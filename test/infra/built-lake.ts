import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { buildLake } from '../../infra/build-lake.js';
import { readSettings } from '../../infra/read-settings.js';
import { folderOfTests } from '../oracle/built-program.js';

const { context: OF_REPOSITORY } = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'cdk.json'), 'utf8')) as { context: Record<string, unknown> };

export interface BuiltLake {
    readonly app: App;
    /** By their part, such as `network`. */
    readonly stacks: ReadonlyMap<string, Stack>;
    /** The template of a part. */
    readonly template: (part: string) => Template;
}

/**
 * The stacks as `cdk synth` builds them, but for the code of functions, and without what it checks them by: that takes most of
 * its time, and test/infra/synth.test.ts has all of it.
 *
 * @param context what `-c` would give
 */
export function builtLake(context: Readonly<Record<string, string>> = {}): BuiltLake {
    const chosen = { ...OF_REPOSITORY, ...context };
    // Where app and settings see the same context: the CDK's own has colons. An empty list bundles nothing.
    const app = new App({ outdir: folderOfTests('cdk-'), builtinCloudFormationValidation: false, context: { ...chosen, 'aws:cdk:bundling-stacks': [] } });
    const stacks = new Map(buildLake(app, readSettings(chosen)).map((stack) => [stack.node.id, stack as Stack]));
    return { app, stacks, template: (part) => Template.fromStack(stacks.get(part)!) };
}
