import { type App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { lakeName, type Settings } from '../settings.js';

export interface ShopStackProps {
    readonly settings: Settings;
}

/** What every stack of the lake has: its name, what it may lose, and what to do when it is there. */
export abstract class ShopStack extends Stack {
    readonly settings: Settings;
    /** What becomes of databases, buckets and keys when their stack goes; of what a first deployment makes and fails behind, nothing stays. */
    readonly removalPolicy: RemovalPolicy;

    /** @param part which of the stacks it is, such as `network` */
    constructor(app: App, part: string, description: string, settings: Settings) {
        super(app, part, {
            stackName: `${lakeName(settings)}-${part}`,
            description,
            terminationProtection: !settings.destroyData,
        });
        this.settings = settings;
        this.removalPolicy = settings.destroyData ? RemovalPolicy.DESTROY : RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
    }

    /** The name of something in this deployment, for people and for commands of the runbook. */
    nameOf(thing: string): string {
        return `${lakeName(this.settings)}-${thing}`;
    }

    /** An output that says in its description what it is good for. */
    output(name: string, value: string, description: string): void {
        new CfnOutput(this, name, { value, description });
    }
}
