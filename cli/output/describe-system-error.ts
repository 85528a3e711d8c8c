const FULL = 'The disk is full; nothing was left half done. Make room and call again.';

/** What Node and the operating system call it, and what a person is told. */
const FAILURES: Readonly<Record<string, (path: string) => string>> = {
    ENOSPC: () => FULL,
    EDQUOT: () => FULL,
    EFBIG: (path) => `${path} would be larger than the system allows (ulimit -f); nothing was left half done. Raise the limit and call again.`,
    EACCES: (path) => `${path} may not be read or written by this user.`,
    EPERM: (path) => `${path} may not be read or written by this user.`,
    EROFS: (path) => `${path} is on a disk that may only be read; name another folder with --lake.`,
    EIO: (path) => `${path} cannot be read or written: the disk reports a fault.`,
    EMFILE: () => 'Too many files are open for this user (ulimit -n); raise the limit and call again.',
};

/** The same failures in DuckDB's words. */
const DUCKDB: readonly (readonly [RegExp, keyof typeof FAILURES])[] = [
    [/No space left on device|max_temp_directory_size|Disk quota exceeded/i, 'ENOSPC'],
    [/: File too large/, 'EFBIG'],
    [/: Permission denied|: Operation not permitted/, 'EACCES'],
    [/: Read-only file system/, 'EROFS'],
    [/: Input\/output error/, 'EIO'],
    [/: Too many open files/, 'EMFILE'],
];

/** One sentence for a failure of the machine, which is no fault of the program; null for any other error. */
export function describeSystemError(error: unknown): string | null {
    if (!(error instanceof Error)) return null;
    const { code, path } = error as NodeJS.ErrnoException;
    const inWords = DUCKDB.find(([words]) => words.test(error.message));
    const describe = FAILURES[code ?? ''] ?? (inWords && FAILURES[inWords[1]]);
    const named = path ?? /file "([^"]+)"/.exec(error.message)?.[1];
    if (describe !== undefined) return describe(named === undefined ? 'A file' : JSON.stringify(named));
    if (error.message.startsWith('Out of Memory Error')) return 'There is not enough memory; nothing was left half done. Close other programs and call again.';
    return null;
}
