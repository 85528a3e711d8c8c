import { Effect, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';

export interface AlarmTopicProps {
    /** Who is told, or `none`: then alarms are only shown. */
    readonly email: string;
}

/** Where alarms are told: encrypted, and open to the alarms of this account alone. */
export class AlarmTopic extends Construct {
    readonly topic: Topic;

    constructor(scope: Construct, id: string, { email }: AlarmTopicProps) {
        super(scope, id);
        const stack = ShopStack.of(this) as ShopStack;
        const cloudWatch = new ServicePrincipal('cloudwatch.amazonaws.com');
        const ofThisAccount = { StringEquals: { 'aws:SourceAccount': stack.account } };
        // Nothing is lost with it, so that it may always go.
        const key = new Key(this, 'Key', { description: `Of the messages of alarms of ${stack.nameOf('lake')}`, enableKeyRotation: true, removalPolicy: stack.removalPolicy });
        // The key that AWS has for SNS does not let alarms in: https://repost.aws/knowledge-center/cloudwatch-receive-sns-for-alarm-trigger
        key.addToResourcePolicy(new PolicyStatement({ sid: 'Alarms', effect: Effect.ALLOW, principals: [cloudWatch], actions: ['kms:Decrypt', 'kms:GenerateDataKey*'], resources: ['*'], conditions: ofThisAccount }));
        this.topic = new Topic(this, 'Topic', { topicName: stack.nameOf('alarms'), displayName: stack.nameOf('alarms'), masterKey: key, enforceSSL: true });
        // A policy takes the place of the one that every topic has, which would let them in.
        this.topic.addToResourcePolicy(new PolicyStatement({ sid: 'Alarms', effect: Effect.ALLOW, principals: [cloudWatch], actions: ['sns:Publish'], resources: [this.topic.topicArn], conditions: ofThisAccount }));
        if (email !== 'none') this.topic.addSubscription(new EmailSubscription(email));
    }
}
