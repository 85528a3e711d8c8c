import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../local/errors.js';
import { readArguments } from './arguments.js';

const read = (line: string) => readArguments(line.split(' ').filter((one) => one !== ''));

describe('the arguments of the bench', () => {
    it('are a question with its numbers as they are unless said', () => {
        expect(read('hour')).toEqual({ kind: 'question', question: 'hour', rows: 6_658_927, runs: 3, numbers: { changes: 92_000 }, folder: join(tmpdir(), 'lake-bench'), isRecorded: false, into: undefined });
    });

    it('may say the numbers', () => {
        expect(read('page --rows 5000 --runs 2 --clients 7 --pause 0 --folder some --record --into other')).toMatchObject({ rows: 5000, runs: 2, numbers: { clients: 7, rounds: 12, pause: 0 }, folder: resolve('some'), isRecorded: true, into: resolve('other') });
    });

    it('may be a list of sizes, which are sorted', () => {
        expect(read('growth --sizes 1000000,20000,20000')).toMatchObject({ kind: 'growth', sizes: [20_000, 1_000_000], runs: 1 });
        expect(read('growth')).toMatchObject({ sizes: [100_000, 1_000_000, 10_000_000, 66_589_268, 133_178_536] });
    });

    it('may ask for a little of everything, for the report or for help', () => {
        expect(read('--quick --record')).toMatchObject({ kind: 'quick', isRecorded: true });
        expect(read('report')).toEqual({ kind: 'report' });
        expect(read('')).toEqual({ kind: 'help' });
        for (const line of ['month --help', '-h']) expect(read(line)).toEqual({ kind: 'help' });
    });

    it.each([
        ['months', 'There is no question "months": choose one of month, '],
        ['constructor', 'There is no question "constructor"'],
        ['month hour', 'One question at a time: month and hour are 2.'],
        ['month --rows many', '--rows is a whole number from 1000 to 1000000000, not "many".'],
        ['month --rows 999', '--rows is a whole number from 1000'],
        ['month --rows 1e6', '--rows is a whole number from 1000'],
        ['month --rows=-5000', '--rows is a whole number from 1000'],
        ['month --runs 0', '--runs is a whole number from 1 to 100, not "0".'],
        ['month --rows -5', 'What follows --rows begins with a dash: write --rows=VALUE if it is its value.'],
        ['month --floors 2', '--floors is a whole number from 0 to 1, not "2".'],
        ['hour --rows 5000', '--rows is a whole number from 10000'],
        ['hour --changes 0', '--changes is a whole number from 6000'],
        ['page --clients 0', '--clients is a whole number from 1'],
        ['spark --hours 0', '--hours is a whole number from 1'],
        ['month --folder=', '--folder is empty: give a folder.'],
        ['month --rows', "Option '--rows <value>' argument missing."],
        ['month --wings 2', "Unknown option '--wings'."],
        ['month --clients 2', '--clients is not for month.'],
        ['month --sizes 100000', '--sizes is not for month.'],
        ['growth --rows 100000', '--rows is not for growth.'],
        ['growth --sizes 100000,', '--sizes is a whole number from 10000'],
        ['report --record', '--record is not for report.'],
        ['--rows 5000', '--rows is not for the list of questions: name a question first.'],
        ['month --quick', '--quick measures a little of several questions: leave out month.'],
        ['--quick --rows 5000', '--rows is not for --quick.'],
    ])('are refused in a sentence: %s', (line, sentence) => {
        expect(() => read(line)).toThrow(UsageError);
        expect(() => read(line)).toThrow(sentence);
    });

    it('that are wrong end the program with 2', () => {
        const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', join(import.meta.dirname, 'main.ts'), 'months'], { encoding: 'utf8' });
        expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
        expect(stderr).toMatch(/^There is no question "months": [^\n]*\.\n$/);
    });
});
