/** The forms in which `lake query` writes a result, the default first. */
export const queryFormats = ['table', 'csv', 'json', 'parquet'] as const;

/** One form of a result. */
export type QueryFormat = (typeof queryFormats)[number];
