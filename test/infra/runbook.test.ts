import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { headingAnchor } from '../../infra/constructs/heading-anchor.js';
import { SETTINGS } from '../../infra/settings.js';
import { builtLake } from './built-lake.js';

const ROOT = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(ROOT, 'docs', 'runbook.md'), 'utf8');

interface Written {
    readonly Type: string;
    readonly Properties: Readonly<Record<string, unknown>>;
}

const { stacks, template } = builtLake();
const templates = [...stacks.keys()].map((part) => template(part).toJSON() as { readonly Resources: Readonly<Record<string, Written>> });
const alarms = templates.flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');

/** Of a level, between two headings of the second; those in blocks of code are comments of the shell. */
const headings = (level: number, of = text): readonly string[] => [...of.replaceAll(/```[^]*?```/g, '').matchAll(new RegExp(`^#{${level}} (.*)$`, 'gm'))].map(([, heading]) => heading!);
const [, partOfAlarms = '', partOfWork = ''] = text.split(/^## .*$/m);

const linkOf = ({ Properties }: Written): string => /docs\/runbook\.md#(\S+)$/.exec(String(Properties.AlarmDescription))?.[1] ?? 'no link at the end';

describe('the runbook', () => {
    it('has a heading for each alarm, and an alarm for each heading among them', () => {
        expect([...new Set(alarms.map(linkOf))].sort()).toEqual(headings(3, partOfAlarms).map(headingAnchor).sort());
    });

    it('names each alarm under its heading', () => {
        const sections = new Map(partOfAlarms.split(/^### /m).slice(1).map((section) => [headingAnchor(section.split('\n')[0]!), section]));
        const unnamed = alarms.filter((alarm) => !sections.get(linkOf(alarm))?.includes(`\`${String(alarm.Properties.AlarmName)}\``));
        expect(unnamed.map(({ Properties }) => Properties.AlarmName)).toEqual([]);
    });

    it('says of each alarm how to see it, what to do and when it is over', () => {
        for (const section of partOfAlarms.split(/^### /m).slice(1)) {
            for (const word of ['See:', 'Do', 'Over:']) expect.soft(section, section.split('\n')[0]).toMatch(new RegExp(`^${word}`, 'm'));
        }
    });

    it('has the work that comes round', () => {
        expect(headings(3, partOfWork)).toEqual(['First deployment', 'Cutover', 'Load everything anew', 'Records that were set aside', 'Build the lake anew from raw', 'Restore', 'Deploy another version', 'Take everything down']);
    });

    it('links to headings and files that are there', () => {
        const anchors = [...headings(2), ...headings(3), ...headings(4)].map(headingAnchor);
        const files = [...readdirSync(join(ROOT, 'docs')), ...readdirSync(join(ROOT, 'docs', 'decisions')).map((name) => `decisions/${name}`)];
        const links = [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link!);
        expect(links.length).toBeGreaterThan(20);
        expect(links.filter((link) => (link.startsWith('#') ? !anchors.includes(link.slice(1)) : !files.includes(link)))).toEqual([]);
    });

    it('writes no name that the deployment does not make', () => {
        const made = templates.map((one) => JSON.stringify(one)).join('\n') + [...stacks.values()].map(({ stackName }) => `"${stackName}"`).join('');
        const names = new Set([...text.replace(/--db-cluster-snapshot-identifier \S+/, '').matchAll(/shop-lake-dev-[a-z0-9-]*[a-z0-9]/g)].map(([name]) => name));
        expect(names.size).toBeGreaterThan(20);
        // A name ends where no further part of one follows; those of buckets go on with account and region.
        expect([...names].filter((name) => !new RegExp(`${name}(?![a-z0-9])`).test(made))).toEqual([]);
    });

    it('reads logs of groups that the deployment makes', () => {
        const groups = templates.flatMap(({ Resources }) => Object.values(Resources)).filter(({ Type }) => Type === 'AWS::Logs::LogGroup').map(({ Properties }) => Properties.LogGroupName);
        const read = new Set([...text.matchAll(/aws logs tail (\S+)/g)].map(([, name]) => name!));
        expect(read.size).toBeGreaterThan(2);
        expect([...read].filter((name) => !groups.includes(name))).toEqual([]);
    });

    it('names settings that there are', () => {
        const known = [...Object.keys(SETTINGS), 'environment', 'confirmDestroyData'];
        const given = [...text.matchAll(/-c ([A-Za-z]+)=/g)].map(([, name]) => name!);
        const named = [...text.matchAll(/`([a-z]+[A-Z][A-Za-z]+)(?:=[^`]*)?`/g)].map(([, name]) => name!);
        expect(named.length).toBeGreaterThan(10);
        expect([...given, ...named].filter((name) => !known.includes(name) && !['notReplicated'].includes(name))).toEqual([]);
    });
});

describe('an anchor', () => {
    it.each([
        ['Views fail', 'views-fail'],
        ["What's new?", 'whats-new'],
        ['From raw/ to `model`, in 3 steps', 'from-raw-to-model-in-3-steps'],
        ['A  B — c_d', 'a--b--c_d'],
    ])('of %j is as GitHub makes it', (heading, anchor) => {
        expect(headingAnchor(heading)).toBe(anchor);
    });
});
