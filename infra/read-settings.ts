import { environments } from './environments.js';
import { lakeName, SETTINGS, type Settings } from './settings.js';
import { SettingsError } from './settings-error.js';

/** Names at the end of ARNs of DMS have at most 31 characters: behind this one come the environment and `replication`. */
const LONGEST_NAME = 14;

/** Context that is no setting; the last two are written by commands of the CDK, `cdk cli-telemetry` and `cdk acknowledge`. */
const OTHERS = ['environment', 'confirmDestroyData', 'cli-telemetry', 'acknowledged-issue-numbers'];

/** What only one engine of replication has. */
const OF_ENGINE = {
    provisioned: ['replicationInstanceClass', 'replicationStorageGb'],
    serverless: ['replicationMinUnits', 'replicationMaxUnits'],
} as const;

/**
 * The settings of a deployment: those of its environment, with what the context has otherwise.
 *
 * What is no setting is refused, wherever it comes from, ~/.cdk.json too: a setting that is misspelt would else not be noticed.
 *
 * @param context of the CDK: texts from `-c`, values from cdk.json
 * @throws SettingsError if something is missing, unknown or may not be so
 */
export function readSettings(context: Readonly<Record<string, unknown>>): Settings {
    const name = context.environment;
    if (name === undefined || name === '') throw new SettingsError(`No environment is named: give one with -c environment=${Object.keys(environments).join(' or ')}.`);
    if (typeof name !== 'string' || !Object.hasOwn(environments, name)) {
        throw new SettingsError(`The environment ${JSON.stringify(name)} is not known: it is one of ${Object.keys(environments).join(', ')} (infra/environments.ts).`);
    }
    const given = chosen(context);
    const settings: Settings = { ...environments[name as keyof typeof environments], ...given };
    refuseContradictions(settings);
    refuseWithoutEffect(settings, given);
    refuseUnconfirmed(settings, context.confirmDestroyData);
    return settings;
}

function chosen(context: Readonly<Record<string, unknown>>): Partial<Settings> {
    const found: Record<string, unknown> = {};
    for (const [name, given] of Object.entries(context)) {
        // Those of the CDK have a colon.
        if (name.includes(':') || OTHERS.includes(name)) continue;
        if (!Object.hasOwn(SETTINGS, name)) {
            throw new SettingsError(`There is no setting ${JSON.stringify(name)}: the settings stand in docs/settings.md; take it out of -c, cdk.json or ~/.cdk.json, wherever it comes from.`);
        }
        const kind = SETTINGS[name as keyof typeof SETTINGS];
        const value = typeof given === 'object' ? undefined : kind.parse(String(given));
        if (value === undefined) throw new SettingsError(`The setting ${name} has to be ${kind.must}; it is ${JSON.stringify(given)}.`);
        found[name] = value;
    }
    return found as Partial<Settings>;
}

function refuseContradictions(settings: Settings): void {
    const { name, environment, alarmEmail, requireAlarmEmail } = settings;
    if (name.length > LONGEST_NAME) {
        throw new SettingsError(`The setting name has to have at most ${LONGEST_NAME} characters, so that names for DMS stay below 32; ${JSON.stringify(name)} has ${name.length}.`);
    }
    refuseAbove(settings, 'databaseMinCapacity', 'databaseMaxCapacity');
    refuseAbove(settings, 'replicationMinUnits', 'replicationMaxUnits');
    if (requireAlarmEmail && alarmEmail === 'none') {
        throw new SettingsError(`The environment ${environment} needs somebody who gets its alarms: give an address with -c alarmEmail=somebody@example.com.`);
    }
}

/** A choice that changes nothing was meant to. */
function refuseWithoutEffect({ replicationEngine }: Settings, given: Partial<Settings>): void {
    const other = replicationEngine === 'serverless' ? 'provisioned' : 'serverless';
    const idle = OF_ENGINE[other].find((name) => given[name] !== undefined);
    if (idle !== undefined) {
        throw new SettingsError(`The setting ${idle} is ${JSON.stringify(given[idle])} and has no effect, as replicationEngine is ${replicationEngine}: take it away, or choose replicationEngine=${other}.`);
    }
}

function refuseAbove(settings: Settings, least: keyof Settings, most: keyof Settings): void {
    if (settings[least] > settings[most]) {
        throw new SettingsError(`The setting ${least} is ${settings[least]} and may not be more than ${most}, which is ${settings[most]}.`);
    }
}

/** What cannot be had back needs to be said twice, with the name of what is lost. */
function refuseUnconfirmed(settings: Settings, confirmation: unknown): void {
    const { destroyData } = settings;
    const whole = lakeName(settings);
    if (destroyData && confirmation !== whole) {
        throw new SettingsError(`destroyData=true lets the database, all of raw and the lake go with their stacks: say so a second time with -c confirmDestroyData=${whole}.`);
    }
    if (!destroyData && confirmation !== undefined) {
        throw new SettingsError(`confirmDestroyData is ${JSON.stringify(confirmation)} without destroyData=true: take it away, so that it confirms nothing that is chosen later.`);
    }
}
