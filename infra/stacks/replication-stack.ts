import type { App } from 'aws-cdk-lib';
import { generationFolder } from '../../tables/derive/raw-layout.js';
import { DmsRoles } from '../constructs/dms-roles.js';
import { LoadMarkers } from '../constructs/load-markers.js';
import { ReplicationEndpoints } from '../constructs/replication-endpoints.js';
import { ReplicationRun } from '../constructs/replication-run.js';
import { ReplicationTask } from '../constructs/replication-task.js';
import type { LakeStack } from './lake-stack.js';
import type { NetworkStack } from './network-stack.js';
import { ShopStack, type ShopStackProps } from './shop-stack.js';
import type { SourceStack } from './source-stack.js';

export interface ReplicationStackProps extends ShopStackProps {
    readonly network: NetworkStack;
    readonly source: SourceStack;
    readonly lake: LakeStack;
}

/** AWS DMS from the shop's database to raw, and the markers of loads that are complete. */
export class ReplicationStack extends ShopStack {
    /** Dimensions of the task in the metrics of AWS/DMS. */
    readonly taskDimensions: Readonly<Record<string, string>>;
    /** Of the DMS instance, if there is one: its dimension ReplicationInstanceIdentifier in the metrics of AWS/DMS. */
    readonly instanceIdentifier?: string;
    readonly taskArn: string;

    constructor(app: App, { settings, network, source, lake }: ReplicationStackProps) {
        super(app, 'replication', "Replication of the shop's database to raw by AWS DMS, and the markers of complete loads.", settings);
        this.addStackDependency(source);
        const identifier = this.nameOf(generationFolder(settings.generation));

        const endpoints = new ReplicationEndpoints(this, 'Endpoints', { source, lake, identifier });
        const task = new ReplicationTask(this, 'Replication', { network, lake, endpoints, identifier });
        if (settings.createDmsRoles) task.subnetGroup.node.addDependency(new DmsRoles(this, 'DmsRoles'));
        const { state } = new ReplicationRun(this, 'Run', { lake, identifier, madeOf: [endpoints.madeOf, task.madeOf], changing: [...endpoints.resources, task.subnetGroup, task.resource], needs: [endpoints] });
        new LoadMarkers(this, 'Markers', { lake, identifier });

        this.taskArn = task.arn;
        this.taskDimensions = task.dimensions;
        this.instanceIdentifier = task.instanceIdentifier;
        this.output('LeftBy', state, 'What the last deployment that changed replication left it as.');
        this.sayWhatNext(task, identifier);
    }

    private sayWhatNext({ arn }: ReplicationTask, identifier: string): void {
        const { replicationEngine, generation } = this.settings;
        const isProvisioned = replicationEngine === 'provisioned';
        this.output('TaskArn', arn, 'The task that loads the tables and follows their changes; it runs when this stack is there.');
        this.output(
            'LookAtTask',
            isProvisioned ? `aws dms describe-replication-tasks --filters Name=replication-task-id,Values=${identifier}` : `aws dms describe-replications --filters Name=replication-config-id,Values=${identifier}`,
            'Says whether replication runs, and if not, why.',
        );
        this.output(
            'LookAtTables',
            isProvisioned ? `aws dms describe-table-statistics --replication-task-arn ${arn}` : `aws dms describe-replication-table-statistics --replication-config-arn ${arn}`,
            'Says what has been loaded and followed of each table, and which stands in error.',
        );
        this.output(
            'Resume',
            isProvisioned
                ? `aws dms start-replication-task --start-replication-task-type resume-processing --replication-task-arn ${arn}`
                : `aws dms start-replication --start-replication-type resume-processing --replication-config-arn ${arn}`,
            'Lets replication run on where it stopped, once the reason is mended; also after a deployment that failed.',
        );
        this.output(
            'LoadAnew',
            `generation: ${generation + 1} in infra/environments.ts, then: npx cdk deploy --all -c environment=${this.settings.environment}`,
            'Loads every table anew into a folder of its own; never go back to an earlier generation, and never reload a table within its task.',
        );
    }
}
