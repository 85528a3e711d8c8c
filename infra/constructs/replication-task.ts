import type { CfnResource } from 'aws-cdk-lib';
import { CfnReplicationConfig, type CfnReplicationConfigProps, CfnReplicationInstance, CfnReplicationSubnetGroup, CfnReplicationTask, type CfnReplicationTaskProps } from 'aws-cdk-lib/aws-dms';
import { Construct } from 'constructs';
import { dmsTableMappings } from '../../tables/derive/dms-mappings.js';
import { DMS_TASK_SETTINGS } from '../../tables/derive/dms-settings.js';
import { generationFolder } from '../../tables/derive/raw-layout.js';
import { sourceTables } from '../../tables/index.js';
import type { LakeStack } from '../stacks/lake-stack.js';
import type { NetworkStack } from '../stacks/network-stack.js';
import { ShopStack } from '../stacks/shop-stack.js';
import type { ReplicationEndpoints } from './replication-endpoints.js';

export interface ReplicationTaskProps {
    readonly network: NetworkStack;
    readonly lake: LakeStack;
    readonly endpoints: ReplicationEndpoints;
    /** Its name; another one is another task, which loads every table anew. */
    readonly identifier: string;
}

/** What carries the tables: a task on an instance, or a replication that DMS finds the capacity for. Neither starts by itself. */
export class ReplicationTask extends Construct {
    readonly arn: string;
    /** In the metrics of AWS/DMS. */
    readonly dimensions: Readonly<Record<string, string>>;
    /** Of the instance, if there is one. */
    readonly instanceIdentifier?: string;
    /** What it is made of: it stands still while that changes. */
    readonly madeOf: CfnReplicationTaskProps | CfnReplicationConfigProps;
    readonly resource: CfnResource;
    readonly subnetGroup: CfnReplicationSubnetGroup;

    constructor(scope: Construct, id: string, props: ReplicationTaskProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        this.subnetGroup = new CfnReplicationSubnetGroup(this, 'Subnets', {
            replicationSubnetGroupIdentifier: stack.nameOf('replication'),
            replicationSubnetGroupDescription: 'The private subnets in which DMS stands.',
            subnetIds: props.network.vpc.isolatedSubnets.map(({ subnetId }) => subnetId),
        });
        if (stack.settings.replicationEngine === 'provisioned') {
            this.instanceIdentifier = stack.nameOf('replication');
            const taskProps = this.taskOn(this.instance(props, this.instanceIdentifier), props);
            const task = new CfnReplicationTask(this, this.idOfGeneration, taskProps);
            [this.resource, this.madeOf, this.arn] = [task, taskProps, task.ref];
            // The task's name there is the end of its ARN, which is its name here.
            this.dimensions = { ReplicationInstanceIdentifier: this.instanceIdentifier, ReplicationTaskIdentifier: props.identifier };
        } else {
            const configProps = this.config(props);
            const config = new CfnReplicationConfig(this, this.idOfGeneration, configProps);
            [this.resource, this.madeOf, this.arn] = [config, configProps, config.attrReplicationConfigArn];
            this.dimensions = { ReplicationConfigIdentifier: props.identifier };
        }
    }

    /** Another resource for each generation, since a task that is given another name stays what it was. */
    private get idOfGeneration(): string {
        return `Task-${generationFolder((ShopStack.of(this) as ShopStack).settings.generation)}`;
    }

    private instance({ network, lake }: ReplicationTaskProps, identifier: string): CfnReplicationInstance {
        const { replicationInstanceClass, replicationStorageGb, replicationMultiAz } = (ShopStack.of(this) as ShopStack).settings;
        return new CfnReplicationInstance(this, 'Instance', {
            replicationInstanceIdentifier: identifier,
            resourceIdentifier: identifier,
            replicationInstanceClass,
            allocatedStorage: replicationStorageGb,
            multiAz: replicationMultiAz,
            publiclyAccessible: false,
            replicationSubnetGroupIdentifier: this.subnetGroup.ref,
            vpcSecurityGroupIds: [network.databaseClients.securityGroupId],
            // Changes wait on its disk, with the persons in them.
            kmsKeyId: lake.personalKey.keyArn,
            autoMinorVersionUpgrade: true,
        });
    }

    private taskOn(instance: CfnReplicationInstance, { endpoints, identifier }: ReplicationTaskProps): CfnReplicationTaskProps {
        return {
            replicationTaskIdentifier: identifier,
            resourceIdentifier: identifier,
            migrationType: 'full-load-and-cdc',
            replicationInstanceArn: instance.ref,
            sourceEndpointArn: endpoints.sourceArn,
            targetEndpointArn: endpoints.targetArn,
            tableMappings: JSON.stringify(dmsTableMappings(sourceTables)),
            replicationTaskSettings: JSON.stringify(DMS_TASK_SETTINGS),
        };
    }

    private config({ network, lake, endpoints, identifier }: ReplicationTaskProps): CfnReplicationConfigProps {
        const { replicationMinUnits, replicationMaxUnits, replicationMultiAz } = (ShopStack.of(this) as ShopStack).settings;
        return {
            replicationConfigIdentifier: identifier,
            resourceIdentifier: identifier,
            replicationType: 'full-load-and-cdc',
            sourceEndpointArn: endpoints.sourceArn,
            targetEndpointArn: endpoints.targetArn,
            tableMappings: dmsTableMappings(sourceTables),
            replicationSettings: DMS_TASK_SETTINGS,
            computeConfig: {
                minCapacityUnits: replicationMinUnits,
                maxCapacityUnits: replicationMaxUnits,
                multiAz: replicationMultiAz,
                replicationSubnetGroupId: this.subnetGroup.ref,
                vpcSecurityGroupIds: [network.databaseClients.securityGroupId],
                kmsKeyId: lake.personalKey.keyArn,
            },
        };
    }
}
