import { expect, test } from 'vitest';
import { ExpectedError } from '../errors.js';
import { Database } from './database.js';
import { viewOfFile } from './view-of-file.js';

test('viewOfFile names the file that DuckDB does not understand, and passes other errors on', async () => {
    const database = await Database.open(':memory:', '');
    try {
        const wrong = (around: (text: string) => string) => viewOfFile(database, 'judged', 'clean/brands.sql', around);
        await expect(wrong((text) => text)).rejects.toThrow(/^sql\/clean\/brands\.sql does not work as it stands: Catalog Error: .*raw_brands.* Mend it and call again; nothing was changed\.$/);
        await expect(wrong(() => 'select prise from (select 1 as price)')).rejects.toThrow(/^sql\/clean\/brands\.sql does not work as it stands: Binder Error: .*"prise"/);
        await expect(wrong(() => 'select from where')).rejects.toThrow(/^sql\/clean\/brands\.sql does not work as it stands: Parser Error: /);
        await database.run('create temp table judged (n integer)');
        const other = await wrong(() => 'select 1 as n').then(() => null, (error: unknown) => error);
        expect(other).toBeInstanceOf(Error);
        expect(other).not.toBeInstanceOf(ExpectedError);
    } finally {
        database.close();
    }
});
