import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CloudFormationValidatePlugin } from 'aws-cdk-lib';

/** The files of Guard rules in this folder, without ending. */
const FILES = ['least-privilege', 'buckets', 'data-stores'];

/** The CDK's validation of templates with the rules of this folder besides; a template that breaks one is an error of `cdk synth`. */
export function houseRules(): CloudFormationValidatePlugin {
    return new CloudFormationValidatePlugin({ guardRules: FILES.map((name) => ({ name, content: readFileSync(join(import.meta.dirname, `${name}.guard`), 'utf8') })) });
}
