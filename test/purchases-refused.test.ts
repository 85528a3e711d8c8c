import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callLake, filesOf } from './oracle/call-lake.js';
import { inFolder } from './oracle/temporary-lake.js';

const KAGGLE = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';
const OWN = 'purchase,time,customer,product,quantity,price';
const NOTHING = 'Nothing of the file was imported.';
const PURCHASES = ['--format', 'purchases'];
const column = (...named: string[]) => named.flatMap((one) => ['--column', one]);

/** what is wrong → the file, the options, and what its user reads */
const REFUSED: Readonly<Record<string, readonly [content: string, options: readonly string[], sentence: string]>> = {
    'nothing in it': ['', PURCHASES, 'is empty: name a file that has lines.'],
    'a header of something else': ['a,b,c\n1,2,3\n', PURCHASES, 'has no column that is known for customer, product, time, price: name them with --column customer=NAME --column product=NAME --column time=NAME --column price=NAME; its header is: "a,b,c"'],
    'no price': ['time,customer,product\n2020-01-01,1,1\n', PURCHASES, 'has no column that is known for price: name it with --column price=NAME; its header is: "time,customer,product"'],
    'a named column that is not there': [`${OWN}\n`, [...PURCHASES, ...column('customer=Client')], 'has no column "Client", which is named for customer; its header is: '],
    'a column for two fields': [`${OWN}\n`, [...PURCHASES, ...column('customer=purchase', 'purchase=purchase')], 'has one column "purchase", which is named for purchase and for customer; its header is: '],
    'a named column that stands twice': ['time,customer,product,price,who,who\n', [...PURCHASES, ...column('customer=who')], 'has the column "who" 2 times; keep the one that is meant; its header is: '],
    'two columns that are known for one field': ['time,customer,CustomerID,product,price\n', PURCHASES, 'has several columns for customer ("customer", "CustomerID"): say which with --column customer=NAME, or keep the one that is meant; its header is: '],
    'the Kaggle format': [`${KAGGLE}\n`, PURCHASES, 'is in the Kaggle format, whose events are of several types: import it without --format purchases; its header is: '],
    'the Kaggle format, with columns named': [`${KAGGLE}\n`, [...PURCHASES, ...column('customer=user_id', 'product=product_id', 'time=event_time')], 'is in the Kaggle format, whose events are of several types'],
    'purchases without the option': ['Invoice,StockCode,Description,Quantity,InvoiceDate,Price,Customer ID,Country\n', [], 'is not in the Kaggle format; its header is one of a history of purchases, which ./lake import reads with --format purchases: "Invoice,StockCode'],
    'purchases behind semicolons, without the option': ['fecha_compra;usuario;producto;cantidad;precio\n', [], 'is not in the Kaggle format; its header is one of a history of purchases, which ./lake import reads with --format purchases: "fecha_compra;'],
    'dates without an order': [`${OWN}\n1,01/02/2020,1,1,1,1\n`, PURCHASES, `has dates such as "01/02/2020", of which none says whether the day or the month stands first: say it with --date-order dmy or --date-order mdy. ${NOTHING}`],
    'dates in two orders': [`${OWN}\n1,31/12/2019,1,1,1,1\n1,12/31/2019,1,1,1,1\n`, PURCHASES, 'has dates in two orders, such as "31/12/2019" and "12/31/2019"'],
    'no dates': [`${OWN}\n1,then,1,1,1,1\n`, PURCHASES, 'has no time that can be read, such as "then"'],
    'amounts that may be two': [`${OWN}\n1,2020-01-01,1,1,1,"1,234"\n`, PURCHASES, `has amounts such as "1,234" in price, which may have thousands or decimals behind the comma; which is meant: say with --decimal point or --decimal comma. ${NOTHING}`],
    'ids that lost digits': [`${OWN}\n1,2020-01-01,1.5E+08,1,1,1\n2,2020-01-01,2,15E10,1,1\n`, PURCHASES, `has ids that have lost digits (customer in 1 line, such as 1.5E+08), so that different ones look alike: import the file that a table tool made it from. ${NOTHING}`],
};

describe('a file is refused in a sentence, and nothing is left of it, that has', () => {
    test.each(Object.entries(REFUSED))('%s', async (_, [content, options, sentence]) => {
        await inFolder(async (folder) => {
            const [file, lake] = [join(folder, 'shop.csv'), join(folder, 'lake')];
            writeFileSync(file, content);
            const { status, stdout, stderr } = await callLake('import', file, '--lake', lake, ...options);
            expect([status, stdout]).toEqual([2, '']);
            expect(stderr).toContain(`${JSON.stringify(file)} ${sentence}`);
            expect(stderr.trim().split('\n')).toHaveLength(1);
            expect(filesOf(lake)).toEqual([]);
        });
    });
});

/** options → what their user reads */
const OPTIONS: readonly (readonly [options: readonly string[], sentence: string])[] = [
    [['--decimal', 'comma'], '--decimal is for histories of purchases: add --format purchases.'],
    [column('customer=a'), '--column is for histories of purchases: add --format purchases.'],
    [[...PURCHASES, ...column('client=a')], '--column "client=a" names the field "client", which purchases do not have: name one of purchase, time, customer, product, product_name, quantity, price.'],
    [[...PURCHASES, ...column('customer')], '--column "customer" has no =: write --column FIELD=NAME, such as --column customer=CustomerID.'],
    [[...PURCHASES, ...column('customer= ')], '--column "customer= " names no column for customer: write customer=NAME.'],
    [[...PURCHASES, ...column('customer=a', 'customer=b')], '--column "customer=b" names a column for customer where "a" is named already: name one.'],
    [[...PURCHASES, '--services', ' '], '--services needs a product code, such as --services POST.'],
    [[...PURCHASES, '--accept-rounded-ids', 'user_id'], '--accept-rounded-ids is for the Kaggle format: ids of purchases that were rounded are refused.'],
    [['--format', 'excel'], "option '--format <format>' argument 'excel' is invalid. Allowed choices are kaggle, purchases."],
    [[...PURCHASES, '--date-order', 'ydm'], "argument 'ydm' is invalid. Allowed choices are dmy, mdy, ymd."],
];

describe('options are refused that', () => {
    test.each(OPTIONS)('are %j', async (options, sentence) => {
        await inFolder(async (folder) => {
            const { status, stderr } = await callLake('import', folder, '--lake', join(folder, 'lake'), ...options);
            expect([status, stderr.includes(sentence), stderr]).toEqual([2, true, stderr]);
        });
    });
});

test.each([
    ['{"customer": "Client", "time": "When"}', 0, ''],
    ['{"customer": "Client", "moment": "When"}', 2, 'names the field "moment", which purchases do not have'],
    ['["Client"]', 2, 'has no object: name a file with an object such as {"customer": "CustomerID"}.'],
    ['{"customer": 7}', 2, 'has 7 for customer, which is no name of a column: name a file'],
    ['{', 2, 'is no JSON ('],
])('columns are named in a file: %s', async (content, expected, sentence) => {
    await inFolder(async (folder) => {
        const [file, columns] = [join(folder, 'shop.csv'), join(folder, 'columns.json')];
        writeFileSync(file, 'Client,When,product,price\n7,2020-01-01,x,1\n');
        writeFileSync(columns, content);
        const { status, stderr } = await callLake('import', file, '--lake', join(folder, 'lake'), ...PURCHASES, '--columns', columns);
        expect([status, stderr.includes(sentence), stderr]).toEqual([expected, true, stderr]);
    });
});
