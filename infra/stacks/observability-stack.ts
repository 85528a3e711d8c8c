import type { App } from 'aws-cdk-lib';
import type { QueryStack } from './query-stack.js';
import type { ReplicationStack } from './replication-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';
import type { SourceStack } from './source-stack.js';
import type { TransformStack } from './transform-stack.js';

export interface ObservabilityStackProps extends ShopStackProps {
    readonly source: SourceStack;
    readonly replication: ReplicationStack;
    readonly transform: TransformStack;
    readonly query: QueryStack;
}

/** What is measured, who is told, and a picture of it. */
export class ObservabilityStack extends ShopStack {
    constructor(app: App, { settings }: ObservabilityStackProps) {
        super(app, 'observability', 'Alarms with their place in docs/runbook.md, who is told, and a dashboard.', settings);
    }
}
