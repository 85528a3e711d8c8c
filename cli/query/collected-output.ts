import { Writable } from 'node:stream';

/** A standard output that keeps what it is given. */
export class CollectedOutput extends Writable {
    readonly isTTY: boolean;
    private readonly parts: Buffer[] = [];

    constructor({ isTTY = false }: { readonly isTTY?: boolean } = {}) {
        super();
        this.isTTY = isTTY;
    }

    override _write(part: Buffer, _encoding: BufferEncoding, done: () => void): void {
        this.parts.push(part);
        done();
    }

    get bytes(): Buffer {
        return Buffer.concat(this.parts);
    }

    get text(): string {
        return this.bytes.toString('utf8');
    }
}
