import { expect, it } from 'vitest';
import { Database } from '../engine/database.js';
import { inPieces } from './in-pieces.js';
import { profileProducts } from './profile-products.js';
import { profileSessions } from './profile-sessions.js';

/** Runs the work on 3,000 rows: 1,000 sessions of a view, a cart and a purchase, some of them in another order or of two users. */
async function withLines(work: (database: Database) => Promise<void>): Promise<void> {
    const database = await Database.open(':memory:', '');
    try {
        await database.run(`create table lines as
            select
                case when row < 2900 then 's' || row // 3 end as user_session,
                case when row % 30 = 0 then 8 else 7 end as user_id,
                row % 40 as product_id,
                ['view', 'cart', 'purchase'][row % 3 + 1] as event_type,
                timestamp '2020-04-01' + to_seconds(case when row // 3 % 4 = 0 then -row else row end) as event_time,
                case when row % 40 < 10 and row > 2000 then 'new' else 'old' end as brand,
                row % 40 // 20 as category_id
            from range(3000) as numbers(row)`);
        await work(database);
    } finally {
        database.close();
    }
}

it('parts values so that each is in one piece, and nulls in none', async () => {
    await withLines(async (database) => {
        const pieces = inPieces('user_session', 20_000_000);
        expect(pieces).toHaveLength(3);
        const found: string[] = [];
        for (const piece of pieces) {
            const rows = await database.rows<{ user_session: string }>(`select distinct user_session from lines where ${piece}`);
            expect(rows.length).toBeGreaterThan(200);
            found.push(...rows.map(({ user_session }) => user_session));
        }
        expect(found).toHaveLength(967);
        expect(new Set(found).size).toBe(967);
        expect(inPieces('user_session', 8_000_000)).toEqual(['user_session is not null']);
    });
});

it('gives the same sessions and products in one piece as in many', async () => {
    await withLines(async (database) => {
        // 2,900 rows: 966 whole sessions and one of two rows; every fourth runs backwards; every tenth begins with another user
        const sessions = { sessions: 967, withSeveralUsers: 97, mostRows: 3, withView: 967, withCart: 967, withPurchase: 966, complete: 966 - 242 };
        expect(await profileSessions(database, 967)).toEqual(sessions);
        expect(await profileSessions(database, 30_000_000)).toEqual(sessions);
        const products = { products: 40, withSeveralBrands: 10, withSeveralCategories: 0 };
        expect(await profileProducts(database, 40)).toEqual(products);
        expect(await profileProducts(database, 30_000_000)).toEqual(products);
    });
});
