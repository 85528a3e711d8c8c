const compact = new Intl.NumberFormat('en-US', { notation: 'compact' });

/** A number as short as an axis needs it: `12K`. */
export const compactText = (value: number): string => compact.format(value);
