import { Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Takes note of a finding of cdk-nag at the construct that it concerns. @param reason why it is right so */
export function acknowledge(construct: IConstruct, finding: string, reason: string): void {
    Validations.of(construct).acknowledge({ id: finding, reason });
}
