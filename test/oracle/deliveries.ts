import { existsSync, linkSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Database, literal } from '../../local/engine/database.js';
import { readParquet } from '../../local/engine/duckdb-path.js';
import type { Arrival } from './arbitrary-chaos.js';

type Way = 'as it is' | 'split' | 'copied' | 'first in part';

const WAYS: readonly Way[] = ['as it is', 'as it is', 'as it is', 'as it is', 'split', 'split', 'copied', 'first in part'];

/** Files that come to one path, one after another: the last is the whole one. */
interface Piece {
    readonly target: string;
    readonly files: string[];
}

/**
 * Carries files of replication from one raw folder to another as a bad road would: late, in any order, split, copied under
 * other names, and first with a part of their records.
 */
export class Deliveries {
    readonly #known = new Set<string>();
    #waiting: Piece[] = [];
    /** Records that stand in an earlier content of a path; they count again. */
    isAnyReplaced = false;
    #names = 0;
    #halved = 0;

    constructor(
        private readonly from: string,
        private readonly to: string,
        private readonly stage: string,
        private readonly database: Database,
        private readonly count: (name: string, times?: number) => void,
    ) {}

    /** Looks at what is new, and decides how it will come. */
    async prepare({ ways }: Arrival): Promise<void> {
        let left = ways;
        for (const file of replicatedNames(this.from).filter((name) => !this.#known.has(name))) {
            this.#known.add(file);
            const way = WAYS[left & 7]!;
            left >>= 3;
            this.#waiting.push(...(await this.#pieces(file, way)));
        }
        this.#waiting.sort((one, other) => (one.target < other.target ? -1 : 1));
    }

    async #pieces(file: string, way: Way): Promise<Piece[]> {
        const source = join(this.from, file);
        const whole = { target: file, files: [source] };
        if (way === 'as it is' || !file.endsWith('.parquet')) return [whole];
        const isLoad = /LOAD[0-9A-F]+\.parquet$/.test(file);
        if (way === 'copied') {
            // A copied file of a load would be more rows than its marker says, which no source does.
            if (isLoad) return [whole];
            this.count('files copied');
            return [whole, { target: this.#otherName(file), files: [source] }];
        }
        const halves = await this.#halves(source);
        if (halves === null) return [whole];
        const [even, odd] = halves;
        this.count(way === 'split' ? 'files split' : 'files first in part');
        if (way === 'first in part') return [{ target: file, files: [even, source] }];
        return [
            { target: file, files: [even] },
            { target: this.#otherName(file), files: [odd] },
        ];
    }

    #otherName(file: string): string {
        this.#names += 1;
        if (file.includes('/LOAD')) return file.replace(/LOAD[0-9A-F]+/, `LOAD${(0xa0000000 + this.#names).toString(16).toUpperCase()}`);
        return file.replace(/-\d+\.parquet$/, `-${9_000_000_000 + this.#names}.parquet`);
    }

    /** The records at even and at odd places; null where one of them would have none. */
    async #halves(file: string): Promise<[string, string] | null> {
        const relation = readParquet([file], 'file_row_number = true');
        const { n } = await this.database.row<{ n: bigint }>(`select count(*) as n from ${relation}`);
        if (n < 2n) return null;
        mkdirSync(this.stage, { recursive: true });
        this.#halved += 1;
        const half = async (place: number) => {
            const half = join(this.stage, `${this.#halved}-${place}.parquet`);
            await this.database.run(`copy (select * exclude (file_row_number) from ${relation} where file_row_number % 2 = ${place} order by file_row_number) to ${literal(half)} (format parquet)`);
            return half;
        };
        return [await half(0), await half(1)];
    }

    /**
     * Lets the chosen pieces arrive at once.
     *
     * @param mayReplace no file may change while a run that was given it is not over
     */
    arrive({ which }: Arrival, mayReplace: boolean): void {
        const kept: Piece[] = [];
        for (const [place, piece] of this.#waiting.entries()) {
            const isChosen = ((which >> place % 16) & 1) === 1 && (mayReplace || !existsSync(join(this.to, piece.target)));
            if (!isChosen) kept.push(piece);
            else {
                this.#place(piece);
                if (piece.files.length > 0) kept.push(piece);
            }
        }
        if (kept.length > 0) this.count('files late', kept.length);
        this.#waiting = kept;
    }

    #place(piece: Piece): void {
        const target = join(this.to, piece.target);
        if (existsSync(target)) {
            rmSync(target);
            this.isAnyReplaced = true;
        }
        mkdirSync(dirname(target), { recursive: true });
        linkSync(piece.files.shift()!, target);
        this.count('files delivered');
    }

    async all(): Promise<void> {
        await this.prepare({ which: -1, ways: 0 });
        while (this.#waiting.length > 0) this.arrive({ which: -1, ways: 0 }, true);
    }
}

function replicatedNames(raw: string): string[] {
    if (!existsSync(raw)) return [];
    return readdirSync(raw, { recursive: true, withFileTypes: true })
        .filter((entry) => !entry.isDirectory())
        .map((entry) => join(entry.parentPath, entry.name).slice(raw.length + 1).replaceAll('\\', '/'))
        .filter((name) => /^v\d+\//.test(name))
        .sort();
}
