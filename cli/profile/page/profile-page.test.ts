import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { inFolder } from '../../../test/oracle/temporary-lake.js';
import { profileFile } from '../../../local/profile/profile-file.js';
import { profilePage } from './profile-page.js';

const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const HOSTILE = [
    '<script>alert(1)</script>',
    '"><img src=https://evil.example/x onerror=alert(1)>',
    "' onload='alert(1)",
    '</style><style>*{display:none}',
    '\u001b[31mred',
    'a\u202egnp.exe',
    '{a|b}{b}{c}',
    '&lt;b&gt;',
    '=1+1',
];

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const fileOf = (values: readonly string[]) =>
    [
        HEADER,
        ...values.map((value, n) => `2020-04-0${(n % 9) + 1} 10:00:00 UTC,${quoted(value)},${n},${n},${quoted(value)},${quoted(value)},${n}.5,7,${quoted(value)}`),
        `${values[0]} is no line`,
        '',
    ].join('\n');

async function pageOf(text: string, { name = 'events.csv', sample }: { name?: string; sample?: number } = {}): Promise<string> {
    return inFolder(async (folder) => {
        const file = join(folder, name);
        writeFileSync(file, text);
        return profilePage(await profileFile({ file, sample }));
    });
}

const tagsOf = (page: string): string[] => page.match(/<[^>]*>/g)!;

describe('the page of a profile', () => {
    let page: string;
    beforeAll(async () => {
        page = await pageOf(fileOf(HOSTILE), { name: '<img src=x>&.csv' });
    });

    it('shows hostile values as text', () => {
        for (const shown of ['&lt;script&gt;alert(1)&lt;/script&gt;', '&quot;&gt;&lt;img src=https://evil.', '&#39; onload=&#39;alert(1)', '\\x1b[31mred', 'a\\u202egnp.', '&amp;lt;b&amp;gt;', '{a|b}{b}{c}', '&lt;img src=x&gt;&amp;.']) {
            expect(page, shown).toContain(shown);
        }
        expect(page).not.toMatch(/[^\P{Cc}\n]|\p{Cf}/u);
    });

    it('has no element and no attribute but those of its own making', () => {
        const elements = new Set(tagsOf(page).map((tag) => /^<[/!]?(\w+)/.exec(tag)![1]));
        const known = 'doctype html head meta title style body main h1 h2 p ul li b span div section table caption thead tbody tr th td svg path rect text details summary bdi wbr br code g'.split(' ');
        expect([...elements].filter((name) => !known.includes(name!))).toEqual([]);
        const attributes = new Set(tagsOf(page).flatMap((tag) => [...tag.matchAll(/ ([\w:-]+)=/g)].map(([, name]) => name!)));
        expect([...attributes].filter((name) => /^(on|src|href|style|xlink|action)/.test(name))).toEqual([]);
    });

    it('runs and fetches nothing: its policy allows its one style alone', () => {
        const style = /<style>([^]*?)<\/style>/.exec(page)![1]!;
        const hash = createHash('sha256').update(style).digest('base64');
        expect(page).toContain(`content="default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'"`);
        expect(page.match(/<style/g)).toHaveLength(1);
        expect(style).not.toMatch(/url\(|@import|@font-face/);
        for (const tag of tagsOf(page)) expect(tag).not.toMatch(/https?:|\/\/|url\(/);
    });

    it('has for every chart a sentence and a table with its numbers', () => {
        const charts = tagsOf(page).filter((tag) => tag.startsWith('<svg') && tag.includes('role="img"'));
        // three charts, each for wide and for narrow screens
        expect(charts).toHaveLength(6);
        for (const chart of charts) expect(chart).toMatch(/aria-label="[^"]+table below\."/);
        expect(page.match(/<details>/g)).toHaveLength(3);
        expect(page).toContain('<th scope="row">2020-04-09</th><td>1</td>');
    });

    it('takes its colours from the scheme of the reader, the charts among them', () => {
        expect(page).toContain('@media (prefers-color-scheme: dark)');
        const colors = new Set(tagsOf(page).flatMap((tag) => [...tag.matchAll(/ (?:fill|stroke)="([^"]*)"/g)].map(([, color]) => color!)));
        expect([...colors].filter((color) => !/^(none|transparent|var\(--[\w-]+\))$/.test(color))).toEqual([]);
        const used = new Set(page.match(/var\(--[\w-]+\)/g));
        for (const name of used) expect(page.split(`${name.slice(4, -1)}:`).length - 1, name).toBe(2);
    });

    it('draws a bar as long as its share', () => {
        // every event type has one of the nine rows
        expect(page).toContain('<rect class="fill" width="11.11" height="4">');
    });

    it('says of a sample that it is one', async () => {
        const sample = await pageOf(fileOf(HOSTILE), { sample: 4 });
        expect(sample).toContain('A sample of 4 of 9 rows');
        expect(page).not.toContain('A sample of');
        // sessions in a sample are torn: they are no headline
        expect(sample).not.toContain('of sessions have a purchase');
        expect(page).toContain('<b>0.0 %</b><span>of sessions have a purchase');
    });

    it('of a file without rows has no charts and no broken numbers', async () => {
        const empty = await pageOf(`${HEADER}\n`);
        expect(empty).not.toMatch(/NaN|Infinity|undefined|null|role="img"/);
        expect(empty).toContain('No row has a value.');
    });
});

describe('the page of a file whose products change', () => {
    it('says how many have several brands and several categories', async () => {
        const row = (product: number, category: number, brand: string) => `2020-04-01 10:00:00 UTC,view,${product},${category},a.b,${brand},1.00,7,s`;
        const page = await pageOf([HEADER, row(1, 1, 'acme'), row(1, 1, 'other'), row(2, 1, 'acme'), row(2, 2, 'third'), row(3, 1, 'acme'), ''].join('\n'));
        const section = page.slice(page.indexOf('<h2>Products</h2>'));
        const cells = [...section.slice(0, section.indexOf('</section>')).matchAll(/<t[hd][^>]*>([^<]*)/g)].map(([, text]) => text);
        expect(cells).toEqual(expect.arrayContaining(['with several brands', '2', '66.7 %', 'with several categories', '1', '33.3 %']));
    });
});

describe('a file whose ids were rounded', () => {
    const rounded = [HEADER, '2020-04-01 10:00:00 UTC,view,1,1.48758E+18,a.b,acme,1.00,7,s', ''].join('\n');

    it('is refused as by import, and read where that is accepted', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'rounded.csv');
            writeFileSync(file, rounded);
            await expect(profileFile({ file })).rejects.toThrow('category_id in 1 line, such as 1.48758E+18');
            expect(await profileFile({ file, acceptRoundedIds: ['category_id'] })).toMatchObject({ rows: 1, unreadable: { lines: 0 } });
        });
    });
});

describe('a file with prices near the largest that there can be', () => {
    it('has a mean', async () => {
        await inFolder(async (folder) => {
            const file = join(folder, 'dear.csv');
            writeFileSync(file, [HEADER, ...[1, 2].map((second) => `2020-04-01 10:00:0${second} UTC,view,1,1,a.b,acme,99999999999999,7,s`), ''].join('\n'));
            expect((await profileFile({ file })).prices).toMatchObject({ count: 2, mean: 99999999999999, standardDeviation: 0 });
        });
    });
});
