import type { Client } from 'pg';
import { type SourceTable, sourceTables } from '../../tables/index.js';

/**
 * What tells whether a table is still the one that was loaded, and whether every change of it was sent. What PostgreSQL does
 * without sending a row can only be seen here.
 */
export interface TableIdentity {
    /** Its number at the source; a table that was made anew has another. */
    readonly oid: number;
    /** The publication and the transaction that last altered it, as to what it publishes or who owns it. */
    readonly publication: string;
    /** The table's entry in it; another after the table was taken out for a while. */
    readonly published: string;
    /**
     * The lake's columns and their places; another after a column was dropped and added again, or two were swapped. `filled` says of
     * one that rows have values of it that were never sent, as it came with a default.
     */
    readonly places: string;
    /** The transactions that last altered these columns. */
    readonly altered: string;
    /** The file that has its rows; another after VACUUM FULL, and after a change of a column's type that converts values. */
    readonly stored: string;
}

/** @returns of each of the lake's tables that is there and published */
export async function tableIdentities(client: Client, publication: string): Promise<Map<string, TableIdentity>> {
    const { rows: versions } = await client.query<{ major: number }>(`select current_setting('server_version_num')::int / 10000 as major`);
    const bySchema = versions[0]!.major < 15 ? 'null' : `(select oid from pg_publication_namespace where pnpubid = publication.oid and pnnspid = tables.relnamespace)`;
    const { rows } = await client.query<{ name: string; oid: string; stored: string; publication: string; published: string; columns: { name: string; place: number; altered: string; is_filled: boolean }[] }>(
        `select
            tables.relname as name, tables.oid::text as oid, tables.relfilenode::text as stored,
            concat_ws(' ', publication.oid, publication.xmin) as publication,
            concat_ws(
                ' ',
                (select oid from pg_publication_rel where prpubid = publication.oid and prrelid = tables.oid),
                ${bySchema}
            ) as published,
            (
                select json_agg(json_build_object('name', attname, 'place', attnum, 'altered', xmin::text, 'is_filled', atthasmissing) order by attname)
                from pg_attribute
                where attrelid = tables.oid and attnum > 0 and not attisdropped
            ) as columns
        from pg_class as tables
        inner join pg_publication as publication on publication.pubname = $2
        where tables.relnamespace = 'public'::regnamespace and tables.relname = any($1)`,
        [sourceTables.map(({ name }) => name), publication],
    );
    return new Map(
        rows.map(({ name, oid, stored, publication: altered, published, columns }) => {
            const known = columns.filter((column) => Object.hasOwn(tableOf(name).columns, column.name));
            const list = (text: (column: (typeof known)[number]) => string) => known.map(text).join(', ');
            const mayCome = (column: (typeof known)[number]) => tableOf(name).columns[column.name]!.mayBeAbsent;
            const places = list((column) => `${column.name} ${column.place}${mayCome(column) && column.is_filled ? ' filled' : ''}`);
            return [name, { oid: Number(oid), publication: altered, published, places, altered: list((column) => column.altered), stored }];
        }),
    );
}

const tableOf = (name: string): SourceTable => sourceTables.find((table) => table.name === name)!;

/** What happened to a table between two looks that its stream of changes does not tell; with its remedy; null if it was nothing. */
export function untoldChange(table: string, before: TableIdentity, now: TableIdentity): string | null {
    if (before.publication !== now.publication) {
        return "The source's publication was altered or made anew since the tables were loaded, so that changes may be missing: call `./lake replicate --reload all`.";
    }
    const what = whatHappened(before, now);
    return what === null ? null : `The source's table public.${table} ${what}: call \`./lake replicate --reload ${table}\`.`;
}

/** The places, without columns that a later version of the lake knows and that came since, empty: no row has a value that was not sent. */
function placesWithoutNew(before: TableIdentity, now: TableIdentity): string {
    const names = new Set(before.places.split(', ').map((place) => place.split(' ', 1)[0]!));
    const isNew = (place: string) => !names.has(place.split(' ', 1)[0]!) && !place.endsWith(' filled');
    const isLater = (place: string) => sourceTables.some(({ columns }) => columns[place.split(' ', 1)[0]!]?.mayBeAbsent);
    return now.places.split(', ').filter((place) => !(isNew(place) && isLater(place))).join(', ');
}

function whatHappened(before: TableIdentity, now: TableIdentity): string | null {
    if (before.oid !== now.oid) return 'is another one than the one that was loaded: it was dropped or renamed, and made anew';
    if (before.published !== now.published) return 'was not in the publication all the time, so that changes may be missing';
    if (before.places !== placesWithoutNew(before, now)) return 'has columns that were dropped and added again, or took the name of others, so that values changed without being sent';
    // VACUUM FULL does the one, SET NOT NULL the other, and neither changes a value. Of a column that was added with a default
    // VACUUM FULL does both, so that a load is asked for that would not be needed.
    if (before.stored !== now.stored && before.altered !== now.altered) return 'was written anew while a column was altered, so that values may have been converted without being sent';
    return null;
}
