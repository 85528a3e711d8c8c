/** Where a result's bytes go: standard output or a file. */
export interface Sink {
    /**
     * Resolves when the bytes are accepted, so that a slow reader slows the query and fills no memory.
     *
     * @throws ReaderGone when nobody reads any more.
     * @throws ExpectedError when the bytes cannot be written, such as on a full disk.
     */
    write(data: string | Uint8Array): Promise<void>;
}
