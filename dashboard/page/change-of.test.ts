import { expect, it } from 'vitest';
import { changeOf } from './change-of.js';

const of = (now: number | null, before: number | null, format: 'count' | 'money' | 'share' = 'money', wish: 'more' | 'less' | 'neither' = 'more') => changeOf({ now, before, format, wish });

it('tells sums in percent of what was before, and good news from bad by the wish', () => {
    expect(of(352_114, 338_224)).toEqual({ direction: 'up', judgement: 'better', amount: '4.1 %', words: '4.1 % more' });
    expect(of(90, 100, 'count')).toEqual({ direction: 'down', judgement: 'worse', amount: '10.0 %', words: '10.0 % fewer' });
    expect(of(110, 100, 'money', 'less')).toMatchObject({ direction: 'up', judgement: 'worse' });
    expect(of(110, 100, 'money', 'neither')).toMatchObject({ direction: 'up', judgement: null });
});

it('tells shares in percentage points', () => {
    expect(of(0.03, 0.034, 'share')).toEqual({ direction: 'down', judgement: 'worse', amount: '0.4 points', words: '0.4 percentage points lower' });
    expect(of(0.62, 0.5, 'share', 'less')).toEqual({ direction: 'up', judgement: 'worse', amount: '12 points', words: '12 percentage points higher' });
});

it('tells of nothing before without a percentage, and of many times as such', () => {
    expect(of(5, 0, 'count')).toEqual({ direction: 'up', judgement: 'better', amount: 'from none', words: 'more' });
    expect(of(0, 0, 'count')).toEqual({ direction: 'same', judgement: null, amount: '', words: 'as many' });
    expect(of(2500, 100, 'count')!.words).toBe('25 times as many');
});

it('is no change where the numbers read alike, and none where one is not known', () => {
    expect(of(100_010, 100_000)).toMatchObject({ direction: 'same', words: 'as much' });
    expect(of(0.03001, 0.03, 'share')).toMatchObject({ direction: 'same' });
    expect([of(null, 1), of(1, null), of(NaN, 1)]).toEqual([null, null, null]);
});
