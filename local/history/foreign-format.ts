/** First bytes of what is taken for a csv by mistake, and what to do with it. */
export const FORMATS: readonly (readonly [first: string, what: string])[] = [
    ['PK\x03\x04', 'a zip archive or an Excel workbook: unpack it, or save the sheet as csv'],
    ['\xd0\xcf\x11\xe0', 'an old Excel workbook: save the sheet as csv'],
    ['%PDF', 'a PDF document: name the csv it was made from'],
    ['\x89PNG', 'a picture (PNG): name a csv, csv.gz or Parquet file'],
    ['\xff\xd8\xff', 'a picture (JPEG): name a csv, csv.gz or Parquet file'],
    ['\x1f\x8b', 'compressed by gzip twice: unpack it once'],
    ['\x28\xb5\x2f\xfd', 'compressed by zstd: unpack it, or compress it with gzip'],
    ['BZh', 'compressed by bzip2: unpack it, or compress it with gzip'],
    ['\xfd7zXZ', 'compressed by xz: unpack it, or compress it with gzip'],
    ['7z\xbc\xaf', 'a 7-Zip archive: unpack it'],
    ['SQLite format 3', 'an SQLite database: export the table as csv'],
    ['\xff\xfe', 'text in UTF-16: save it as UTF-8'],
    ['\xfe\xff', 'text in UTF-16: save it as UTF-8'],
    ['PAR1', 'Parquet within gzip: unpack it'],
];

/** What a file is that is no csv, told from its first line (after gunzip), and what to do; null if it may be a csv. */
export function foreignFormat(firstLine: Buffer): string | null {
    const text = firstLine.toString('latin1');
    const format = FORMATS.find(([first]) => text.startsWith(first));
    if (format !== undefined) return format[1];
    if (/^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)/i.test(text)) return 'a web page or XML: perhaps a download that asked for a login; fetch the file again';
    if (text.includes('\0')) return 'no text, as it has zero bytes: name a csv, csv.gz or Parquet file';
    return null;
}
