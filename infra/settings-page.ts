import { environments } from './environments.js';
import { type Setting, SETTINGS } from './settings.js';

/** The page docs/settings.md: every setting, what it may be, and what the environments have. */
export function settingsPage(): string {
    const names = Object.keys(environments) as (keyof typeof environments)[];
    const rows = (Object.entries(SETTINGS) as [keyof typeof SETTINGS, Setting<unknown>][]).map(([name, { meaning, must }]) => {
        const values = names.map((environment) => String(environments[environment][name]));
        const cells = values.map((value, at) => (at > 0 && value !== values[0] ? `**${value}**` : value));
        return `| \`${name}\` | ${[meaning, `${must}`, ...cells].map(cell).join(' | ')} |`;
    });
    return [
        '<!-- From infra/settings.ts and infra/environments.ts by npm run generate. -->',
        '# Settings of a deployment',
        '',
        'A deployment is one of an environment, with other values where they are given; every one of its stacks is given the same:',
        '',
        '```sh',
        'npx cdk deploy --all -c environment=prod -c alarmEmail=somebody@example.com -c databaseMaxCapacity=32',
        '```',
        '',
        `\`environment\` is ${names.map((name) => `\`${name}\``).join(' or ')}; without it that of cdk.json is taken, which is \`dev\`. Whoever deploys with other values gives`,
        'them each time, or writes them into infra/environments.ts: the next deployment without them takes them back. A value that may not be',
        'is refused with a sentence before anything is made, and so is a name that is no setting. In bold: where an environment differs from the first.',
        '',
        `| setting | meaning | it has to be | ${names.join(' | ')} |`,
        `| --- | --- | --- | ${names.map(() => '---').join(' | ')} |`,
        ...rows,
        '',
        '## To let data go',
        '',
        'Stacks are protected against being destroyed, and database, buckets and keys stay when theirs goes. Both ends with `destroyData=true`, which is',
        'refused unless it is said a second time with the name and the environment of what is lost:',
        '',
        '```sh',
        'npx cdk deploy --all -c environment=dev -c destroyData=true -c confirmDestroyData=shop-lake-dev',
        'npx cdk destroy --all -c environment=dev -c destroyData=true -c confirmDestroyData=shop-lake-dev',
        '```',
        '',
        'The first takes the protection away, the second the stacks with all they hold.',
        '',
    ].join('\n');
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
