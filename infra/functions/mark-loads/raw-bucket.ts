import { paginateListObjectsV2, S3, S3ServiceException } from '@aws-sdk/client-s3';
import type { AsyncBuffer } from 'hyparquet';
import { generationFolder, isRecordFile, type LoadMarker, markerFile, tableFolder } from '../../../tables/derive/raw-layout.js';
import { readLoadFile, together } from './load-file.js';
import type { LoadFiles } from './markers-to-write.js';

/** Files that are read beside each other: an answer of S3 takes longer than what is done with it. */
const AT_ONCE = 16;

export interface RawBucketProps {
    readonly bucket: string;
    /** Account that has to own it. */
    readonly owner: string;
    readonly generation: number;
}

/** One generation in the bucket of raw. */
export class RawBucket {
    constructor(
        private readonly props: RawBucketProps,
        private readonly s3 = new S3({}),
    ) {}

    /** Table → start, of the markers that are there. */
    async marked(tables: readonly string[]): Promise<Map<string, string>> {
        const { generation } = this.props;
        const there = new Set((await this.list(`${generationFolder(generation)}/_loads/`)).map(({ key }) => key));
        const found = tables.filter((table) => there.has(markerFile(generation, table)));
        const starts = await Promise.all(found.map(async (table) => ((JSON.parse(new TextDecoder().decode(await this.bytes(markerFile(generation, table)))) as LoadMarker).start)));
        return new Map(found.map((table, index) => [table, starts[index]!]));
    }

    /** What the files of a table's load have together. */
    async loadFiles(table: string): Promise<LoadFiles> {
        const folder = `${tableFolder(this.props.generation, table)}/`;
        const files = (await this.list(`${folder}LOAD`)).filter(({ key }) => isRecordFile(key.slice(folder.length)));
        const found: LoadFiles[] = [];
        for (let place = 0; place < files.length; place += AT_ONCE) {
            found.push(...(await Promise.all(files.slice(place, place + AT_ONCE).map(({ key, size }) => readLoadFile(this.file(key, size))))));
        }
        return together(found);
    }

    /** Writes a marker unless one is there. @returns whether it was written */
    async mark(marker: LoadMarker): Promise<boolean> {
        try {
            await this.s3.putObject({
                ...this.place(markerFile(this.props.generation, marker.table)),
                Body: `${JSON.stringify(marker, null, 2)}\n`,
                ContentType: 'application/json',
                IfNoneMatch: '*',
            });
            return true;
        } catch (error) {
            // There is one, or another call of this function writes it at this moment.
            if (error instanceof S3ServiceException && [409, 412].includes(error.$metadata.httpStatusCode ?? 0)) return false;
            throw error;
        }
    }

    private async list(prefix: string): Promise<{ readonly key: string; readonly size: number }[]> {
        const found = [];
        for await (const page of paginateListObjectsV2({ client: this.s3 }, { Bucket: this.props.bucket, ExpectedBucketOwner: this.props.owner, Prefix: prefix })) {
            found.push(...(page.Contents ?? []).map(({ Key, Size }) => ({ key: Key!, size: Size! })));
        }
        return found;
    }

    private file(key: string, byteLength: number): AsyncBuffer {
        return { byteLength, slice: async (start, end = byteLength) => (start === end ? new ArrayBuffer(0) : await this.bytes(key, `bytes=${start}-${end - 1}`)) };
    }

    private async bytes(key: string, range?: string): Promise<ArrayBuffer> {
        const { Body } = await this.s3.getObject({ ...this.place(key), Range: range });
        const bytes = await Body!.transformToByteArray();
        return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
    }

    private place(key: string): { readonly Bucket: string; readonly ExpectedBucketOwner: string; readonly Key: string } {
        return { Bucket: this.props.bucket, ExpectedBucketOwner: this.props.owner, Key: key };
    }
}
