/** An answer in texts, as the specification has them: a list as JSON, all else as DuckDB casts it. */
export interface AskTexts {
    /** Gives the rows of a statement. */
    readonly ask: (sql: string) => Promise<readonly Record<string, unknown>[]>;
    /** Whose columns. */
    readonly sql: string;
}

/** The statement for all columns of another one as texts. */
export async function inTexts({ ask, sql }: AskTexts): Promise<string> {
    const lists = (await ask(`describe ${sql}`)).filter(({ column_type }) => String(column_type).endsWith('[]')).map(({ column_name }) => String(column_name));
    const rest = lists.length === 0 ? '*' : `* exclude (${lists.join(', ')})`;
    return `select ${lists.map((name) => `cast(to_json(${name}) as varchar) as ${name}, `).join('')}cast(columns(${rest}) as varchar) from (${sql})`;
}
