/** From which value on the colours of a cohort's shares grow: those are so alike that from zero on all would look the same. */
export function heatRange(values: readonly number[]): { readonly least: number; readonly most: number } {
    const positive = values.filter((value) => value > 0);
    return { least: positive.length === 0 ? 0 : Math.min(...positive), most: Math.max(...positive, 0) };
}
