import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordsLostIn, saysUnequal } from './sentences.js';

const JOBS = join(import.meta.dirname, '..', '..', '..', 'jobs', 'spark');

/** The sentences that a file of the job fails with, with 7 for each value in them. */
const sentencesOf = (file: string): readonly string[] => [...readFileSync(join(JOBS, file), 'utf8').matchAll(/ExpectedError\(f?"(.*)"\)/g)].map(([, text]) => text!.replaceAll(/\{[^{}]*\}/g, '7'));

describe('the sentence about lost records', () => {
    it('is known as the job says it, and none beside it', () => {
        expect(sentencesOf('clean.py').filter((sentence) => recordsLostIn(sentence) > 0)).toEqual([expect.stringContaining('cannot be accounted for')]);
    });

    it('is known among words of AWS Glue, and has how many they are', () => {
        expect(recordsLostIn('SystemExit: 12 records of sessions cannot be accounted for among 2 files (first a).')).toBe(12);
        expect(recordsLostIn('-3 records of events cannot be accounted for among 2 files')).toBe(3);
        expect(recordsLostIn('Error Category: UNCLASSIFIED_ERROR; SystemExit: 1')).toBe(0);
    });
});

describe('the sentence about differences', () => {
    it('is known as the job says it, and none beside it', () => {
        const known = sentencesOf('compare.py').filter(saysUnequal);
        expect(known).toEqual([expect.stringContaining('Differences: 7')]);
    });
});
