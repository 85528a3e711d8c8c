import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { MODULES } from './both-lakes.js';
import { prepareGlueLibrary } from './prepare-spark.js';
import { sharedSpark } from './shared-spark.js';
import { sparkEnvironment } from './spark-conf.js';

const spark = sharedSpark();
let glueLibrary: string;

beforeAll(async () => {
    glueLibrary = await prepareGlueLibrary(spark);
});

/** What a phase is given of these words, with Glue's library or without, and with what stands for AWS's where it has an answer. */
function given(words: readonly string[], isOnGlue: boolean, secretAnswer?: Readonly<Record<string, string>>): string {
    const folders = [...MODULES, ...(isOnGlue ? [glueLibrary] : []), ...(secretAnswer === undefined ? [] : [join(import.meta.dirname, 'secrets')])];
    const { stdout, stderr } = spawnSync(spark.python, [join(import.meta.dirname, 'tell-arguments.py'), ...words], {
        encoding: 'utf8',
        env: { ...sparkEnvironment(spark), PYTHONPATH: folders.join(':'), SECRET_ANSWER: JSON.stringify(secretAnswer) },
    });
    return stdout + stderr;
}

/** As Glue starts a job: its own arguments stand between those of the job, in no order that it promises. */
const OF_GLUE = ['--job-bookmark-option', 'job-bookmark-disable', '--JOB_ID', 'j_1', '--JOB_RUN_ID', 'jr_1', '--SECURITY_CONFIGURATION', 'none', '--encryption-type', 'sse-s3', '--JOB_NAME', 'lake', '--TempDir', 's3://bucket/tmp', '--enable-metrics', ''];
const OF_EVERY_PHASE = ['--catalog', 'glue_catalog', '--raw', 's3://bucket/raw', '--hash_key', "it's a 'key'"];

describe.each([
    { place: 'on Glue', isOnGlue: true },
    { place: 'elsewhere', isOnGlue: false },
])('the arguments $place', ({ isOnGlue }) => {
    const place = isOnGlue ? [...OF_GLUE.slice(0, 6), ...OF_EVERY_PHASE, ...OF_GLUE.slice(6)] : OF_EVERY_PHASE;

    test('come by name, those that a phase may have only where they are given', () => {
        const common = { catalog: 'glue_catalog', raw: 's3://bucket/raw', hash_key: "it's a 'key'" };
        expect(JSON.parse(given(['--phase', 'one', ...place], isOnGlue))).toEqual({ library: isOnGlue, phase: 'one', ...common });
        expect(JSON.parse(given([...place, '--to', '2020-02-29', '--phase', 'two', '--from', '2020-02-01', '--turn_seconds', '60'], isOnGlue))).toEqual({
            library: isOnGlue,
            phase: 'two',
            ...common,
            from: '2020-02-01',
            to: '2020-02-29',
            turn_seconds: '60',
        });
    });

    test('are asked for in one sentence where one is missing or has no value', () => {
        expect(given(place, isOnGlue)).toBe('--phase has to be one of one, two; it is missing.\n');
        expect(given(['--phase', 'three', ...place], isOnGlue)).toBe('--phase has to be one of one, two; it is three.\n');
        expect(given(['--phase', 'two', ...place], isOnGlue)).toBe(
            'The phase two needs the arguments --phase VALUE --catalog VALUE --raw VALUE --hash_key VALUE --from VALUE; from is missing or has no value.\n',
        );
        expect(given(['--phase', 'two', ...place, '--from'], isOnGlue)).toMatch(/; from is missing or has no value\.\n$/);
        expect(given(['--phase', 'one', ...place.filter((word) => word !== 'glue_catalog')], isOnGlue)).toMatch(/; catalog is missing or has no value\.\n$/);
    });

    describe('name a secret in place of the key of hashes', () => {
        const arn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:HashKey-a1B2c3';
        const withSecret = (value: string) => ['--phase', 'one', ...place.flatMap((word) => (word === '--hash_key' ? ['--hash_key_secret'] : word === "it's a 'key'" ? [value] : [word]))];

        test('whose text the phase then has, asked for in its own region', () => {
            expect(JSON.parse(given(withSecret(arn), isOnGlue, { SecretString: 'text of {asked}' }))).toEqual({
                library: isOnGlue,
                phase: 'one',
                catalog: 'glue_catalog',
                raw: 's3://bucket/raw',
                hash_key: `text of ${arn} in eu-west-1`,
            });
        });

        test('and are refused in one sentence with both, with what is no secret, and with one that cannot be read or has no text', () => {
            expect(given([...withSecret(arn), '--hash_key', 'k'], isOnGlue, { SecretString: 'k' })).toBe(
                'The phase one is given both --hash_key and --hash_key_secret, and takes the key of hashes from one of them: leave the other out.\n',
            );
            expect(given(withSecret('HashKey'), isOnGlue, { SecretString: 'k' })).toBe("--hash_key_secret has to be the ARN of a secret of Secrets Manager; it is 'HashKey'.\n");
            expect(given(withSecret(arn), isOnGlue, { error: 'AccessDenied\nsecond line' })).toBe(
                `The secret ${arn} with the key of hashes cannot be read (AccessDenied): look whether it is there, and whether the role of the job may read it and its key.\n`,
            );
            expect(given(withSecret(arn), isOnGlue)).toMatch(/cannot be read \(No module named 'boto3'\): .*\.\n$/);
            expect(given(withSecret(arn), isOnGlue, { SecretBinary: 'AAAA' })).toBe(
                `The secret ${arn} has no text, which is to be the key of hashes: put the key back; another one would change every hash.\n`,
            );
        });
    });
});
