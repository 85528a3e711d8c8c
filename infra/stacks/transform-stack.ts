import type { App } from 'aws-cdk-lib';
import type { LakeStack } from './lake-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';

export interface TransformStackProps extends ShopStackProps {
    readonly lake: LakeStack;
}

/** The job that takes raw through clean to model, and when each of its phases begins. */
export class TransformStack extends ShopStack {
    /** Name of the one Glue job. */
    readonly jobName: string;

    constructor(app: App, { settings }: TransformStackProps) {
        super(app, 'transform', 'The job from raw through clean to model: one AWS Glue job with phases, and when each begins.', settings);
        this.jobName = this.nameOf('job');
    }
}
