import { describe, expect, it } from 'vitest';
import { checkViews, conclude } from './check-views.js';
import { QueryError } from './query-error.js';

describe('the check of views', () => {
    it('asks each for no rows, four at a time, and says of each whether it answered', async () => {
        let running = 0;
        let most = 0;
        const asked: string[] = [];
        const ask = async (sql: string): Promise<void> => {
            asked.push(sql);
            most = Math.max(most, (running += 1));
            await Promise.resolve();
            running -= 1;
            if (sql.includes('c ')) throw new QueryError('TABLE_NOT_FOUND: model.c does not exist');
        };
        const checked = await checkViews(['a', 'b', 'c', 'd', 'e'], ask);
        expect(asked).toEqual(['a', 'b', 'c', 'd', 'e'].map((view) => `select * from ${view} limit 0`));
        expect(most).toBe(4);
        expect(checked.map(({ state }) => state)).toEqual(['answers', 'answers', 'fails', 'answers', 'answers']);
        expect(checked[2]?.reason).toBe('TABLE_NOT_FOUND: model.c does not exist');
    });

    it('fails whole where it may not ask', async () => {
        await expect(checkViews(['a'], () => Promise.reject(new Error('AccessDenied')))).rejects.toThrow('AccessDenied');
    });

    it('names those that fail', () => {
        expect(conclude([{ view: 'a', state: 'answers' }, { view: 'b', state: 'fails', reason: 'stale' }], true).says).toBe('1 of 2 views fail: b.');
    });

    it('says before the first run that there are no tables yet', () => {
        expect(conclude([{ view: 'b', state: 'fails', reason: 'TABLE_NOT_FOUND' }], false).says).toMatch(/^No run of the phase facts has succeeded .* no tables/);
    });

    it('says that all answer', () => {
        expect(conclude([{ view: 'a', state: 'answers' }], false).says).toBe('All 1 views answer.');
    });
});
