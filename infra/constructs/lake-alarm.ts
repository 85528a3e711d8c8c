import { Alarm, ComparisonOperator, type IMetric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { ShopStack } from '../stacks/shop-stack.js';
import { headingAnchor, RUNBOOK } from './heading-anchor.js';

/** What it means that nothing is measured: something is wrong, nothing is, or as it was. */
export type Silence = 'alarm' | 'fine' | 'as before';

export interface LakeAlarmProps {
    /** Last part of its name. */
    readonly name: string;
    /** One sentence: what is wrong when it is on. */
    readonly meaning: string;
    /** Heading in docs/runbook.md under which it stands what to do. */
    readonly heading: string;
    readonly metric: IMetric;
    /** It is on above this value. */
    readonly above: number;
    readonly silence: Silence;
    /** @default 1: the first value above it */
    readonly periods?: number;
    /** Who is told when it goes on, and when it is over. */
    readonly topic: ITopic;
}

const TREATMENTS: Readonly<Record<Silence, TreatMissingData>> = {
    alarm: TreatMissingData.BREACHING,
    fine: TreatMissingData.NOT_BREACHING,
    'as before': TreatMissingData.IGNORE,
};

/** An alarm that is told, and says where it stands what to do. */
export class LakeAlarm extends Construct {
    readonly name: string;
    readonly alarm: Alarm;
    readonly metric: IMetric;
    readonly heading: string;

    constructor(scope: Construct, id: string, { name, meaning, heading, metric, above, silence, periods = 1, topic }: LakeAlarmProps) {
        super(scope, id);
        this.name = name;
        this.metric = metric;
        this.heading = heading;
        this.alarm = new Alarm(this, 'Alarm', {
            alarmName: (ShopStack.of(this) as ShopStack).nameOf(name),
            alarmDescription: `${meaning} What to do: ${RUNBOOK}#${headingAnchor(heading)}`,
            metric,
            threshold: above,
            comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
            evaluationPeriods: periods,
            treatMissingData: TREATMENTS[silence],
        });
        const told = new SnsAction(topic);
        this.alarm.addAlarmAction(told);
        this.alarm.addOkAction(told);
    }
}
