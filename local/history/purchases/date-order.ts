import type { Database } from '../../engine/database.js';
import { UsageError } from '../../errors.js';
import type { DateOrder } from './purchase-fields.js';

interface DateForms {
    readonly times: bigint;
    readonly year_first: bigint;
    readonly year_last: bigint;
    readonly day_first: string | null;
    readonly month_first: string | null;
    readonly say: bigint;
    readonly silent: bigint;
    readonly example: string | null;
}

/**
 * How the dates of a file are to be read: as they say themselves, all of them together. In one whose year stands last, a first part
 * above 12 can be no month, nor can a second one.
 *
 * @param lines relation with the text column `time`
 * @param given what was chosen for the file
 * @throws UsageError if they say nothing or both and nothing was chosen, or if none is a date
 */
export async function dateOrder(database: Database, file: string, lines: string, given?: DateOrder): Promise<DateOrder> {
    const forms = await database.row<DateForms>(`
        select
            count(written) as times,
            count(*) filter (is_year_first(written)) as year_first,
            count(*) filter (parts.year <> '') as year_last,
            min(written) filter (first > 12 and second <= 12) as day_first,
            min(written) filter (second > 12 and first <= 12) as month_first,
            count(*) filter ((first > 12) <> (second > 12)) as say,
            count(*) filter (first <= 12 and second <= 12 and first <> second) as silent,
            min(written) as example
        from (
            select
                written,
                parts,
                try_cast(parts.first as integer) as first,
                try_cast(parts.second as integer) as second
            from (select written, last_year_parts(written) as parts from (select bare("time") as written from ${lines}))
        )`);
    const refused = (what: string) => new UsageError(`${JSON.stringify(file)} ${what}`);
    if (forms.times > 0n && forms.year_first === 0n && forms.year_last === 0n) {
        throw refused(`has no time that can be read, such as ${JSON.stringify(forms.example)}: dates are written 2011-12-31, 31-12-2011, 31/12/2011, 12/31/2011 or 31.12.2011, with or without a time of day behind.`);
    }
    if (given !== undefined) return given;
    if (forms.year_last === 0n) return 'ymd';
    if (forms.day_first !== null && forms.month_first !== null) {
        throw refused(`has dates in two orders, such as ${JSON.stringify(forms.day_first)} and ${JSON.stringify(forms.month_first)}: say with --date-order dmy or --date-order mdy which is meant, and those that are no dates by it are set aside.`);
    }
    // In any two weeks and more a third of the dates say it at least: where hardly any do, they may be of another file.
    if (forms.say > 0n && forms.say * 10n < forms.silent) {
        throw refused(`has ${forms.silent} dates that may begin with the day or the month, and only ${forms.say} such as ${JSON.stringify(forms.day_first ?? forms.month_first ?? forms.example)} that says which: say with --date-order dmy or --date-order mdy which is meant.`);
    }
    if (forms.day_first !== null) return 'dmy';
    if (forms.month_first !== null) return 'mdy';
    throw refused(`has dates such as ${JSON.stringify(forms.example)}, of which none says whether the day or the month stands first: say it with --date-order dmy or --date-order mdy.`);
}
