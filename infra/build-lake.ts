import { type App, Tags } from 'aws-cdk-lib';
import type { Settings } from './settings.js';
import { LakeStack } from './stacks/lake-stack.js';
import { NetworkStack } from './stacks/network-stack.js';
import { ObservabilityStack } from './stacks/observability-stack.js';
import { QueryStack } from './stacks/query-stack.js';
import { ReplicationStack } from './stacks/replication-stack.js';
import { SourceStack } from './stacks/source-stack.js';
import { TransformStack } from './stacks/transform-stack.js';

/** Everything that is deployed, in the order in which an event goes through it. */
export function buildLake(app: App, settings: Settings): readonly LakeStackOf[] {
    const network = new NetworkStack(app, { settings });
    const source = new SourceStack(app, { settings, network });
    const lake = new LakeStack(app, { settings });
    const replication = new ReplicationStack(app, { settings, network, source, lake });
    const transform = new TransformStack(app, { settings, lake });
    const query = new QueryStack(app, { settings, lake });
    const observability = new ObservabilityStack(app, { settings, source, lake, replication, transform, query });

    Tags.of(app).add('application', settings.name);
    Tags.of(app).add('environment', settings.environment);
    return [network, source, lake, replication, transform, query, observability];
}

type LakeStackOf = NetworkStack | SourceStack | LakeStack | ReplicationStack | TransformStack | QueryStack | ObservabilityStack;
