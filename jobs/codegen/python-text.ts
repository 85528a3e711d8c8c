/**
 * A SQL text as a Python string that stands unchanged: raw and in triple quotes, from its first line on.
 *
 * @throws Error if the text could not stand so
 */
export function pythonText(sql: string): string {
    const text = sql.trimEnd();
    if (text.includes('"""') || text.endsWith('"') || text.endsWith('\\')) throw new Error(`This text cannot stand in a raw Python string: ${text.slice(0, 80)}`);
    return `r"""${text}\n"""`;
}
