import { AthenaClient } from '@aws-sdk/client-athena';
import { CloudWatchClient, PutMetricDataCommand } from '@aws-sdk/client-cloudwatch';
import { GlueClient } from '@aws-sdk/client-glue';
import { views } from '../../tables/views/index.js';
import { LAKE_DIMENSION, METRICS, NAMESPACE } from '../lake-metrics.js';
import { askAthena } from './measure-lake/ask-athena.js';
import { checkViews, type CheckOfViews, conclude } from './measure-lake/check-views.js';
import { hasSucceeded, type JobRun } from './measure-lake/job-run.js';
import { listRuns } from './measure-lake/list-runs.js';
import { failedPhases, type Measured, metricsOfModel, metricsOfRuns } from './measure-lake/metrics-of.js';
import { accountOf, ACCOUNTS, NEWEST_CHANGE, newestChangeOf } from './measure-lake/questions.js';

const athena = new AthenaClient();
const cloudWatch = new CloudWatchClient();
const glue = new GlueClient();

/** Measures the lake; with `{"check":"views"}` asks each view instead, and answers with what each said. */
export async function handler(event: { readonly check?: string } = {}): Promise<CheckOfViews | readonly Measured[]> {
    const now = new Date();
    const runs = await listRuns(glue, variable('JOB_NAME'), now);
    const wasRun = runs.some((run) => run.phase === 'facts' && hasSucceeded(run));
    return event.check === 'views' ? check(wasRun) : measure(runs, wasRun, now);
}

async function measure(runs: readonly JobRun[], wasRun: boolean, now: Date): Promise<readonly Measured[]> {
    for (const { id, phase, state, message } of failedPhases(runs, now)) say('phase failed', { phase, run: id, state, message });
    const ofRuns = metricsOfRuns(runs, now);
    // First, so that they are told also where Athena fails.
    await put(ofRuns);
    const [accounts, [newest = {}]] = wasRun ? await Promise.all([ask(ACCOUNTS), ask(NEWEST_CHANGE)]) : [[], []];
    const ofModel = metricsOfModel(accounts.map(accountOf), newestChangeOf(newest), runs, now);
    await put(ofModel);
    return [...ofRuns, ...ofModel];
}

async function check(wasRun: boolean): Promise<CheckOfViews> {
    const checked = conclude(await checkViews(views.map(({ name }) => name), ask), wasRun);
    const failing = checked.views.filter(({ state }) => state === 'fails');
    for (const { view, reason } of failing) say('view fails', { view, reason });
    if (wasRun || failing.length === 0) await put([{ name: METRICS.viewsFailing, value: failing.length }]);
    say('views checked', { says: checked.says });
    return checked;
}

const ask = (sql: string) => askAthena({ athena, workGroup: variable('WORK_GROUP'), database: variable('DATABASE') }, sql);

async function put(measured: readonly Measured[]): Promise<void> {
    const Dimensions = [{ Name: LAKE_DIMENSION, Value: variable('LAKE') }];
    await cloudWatch.send(new PutMetricDataCommand({ Namespace: NAMESPACE, MetricData: measured.map(({ name, value }) => ({ MetricName: name, Value: value, Dimensions })) }));
}

const say = (event: string, what: Readonly<Record<string, unknown>>): void => console.log(JSON.stringify({ event, ...what }));

function variable(name: string): string {
    const value = process.env[name];
    if (value === undefined) throw new Error(`The function has no environment variable ${name}: deploy it again.`);
    return value;
}
