import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { vi } from 'vitest';
import { main } from '../../cli/main.js';

export interface Called {
    readonly status: number;
    readonly stdout: string;
    readonly stderr: string;
}

/** Calls the command line within this process, which spares the start of another. */
export async function callLake(...args: readonly string[]): Promise<Called> {
    const written = { stdout: '', stderr: '' };
    const spies = (['stdout', 'stderr'] as const).map((name) =>
        vi.spyOn(process[name], 'write').mockImplementation((text: unknown, ...rest: unknown[]) => {
            written[name] += String(text);
            const done = rest.at(-1);
            if (typeof done === 'function') process.nextTick(done as () => void);
            return true;
        }),
    );
    const before = (['stdout', 'stderr'] as const).map((name) => [process[name], process[name].listeners('error')] as const);
    try {
        await main(['node', 'lake', ...args]);
        return { status: Number(process.exitCode ?? 0), ...written };
    } finally {
        process.exitCode = undefined;
        for (const spy of spies) spy.mockRestore();
        for (const [stream, listeners] of before) {
            for (const listener of stream.listeners('error')) if (!listeners.includes(listener)) stream.off('error', listener as () => void);
        }
    }
}

/** The files of a lake below raw and scratch, without folders. */
export function filesOf(lake: string): string[] {
    return ['raw', 'scratch'].flatMap((part) => {
        const folder = join(lake, part);
        if (!existsSync(folder)) return [];
        return readdirSync(folder, { recursive: true, withFileTypes: true })
            .filter((entry) => !entry.isDirectory())
            .map((entry) => join(entry.parentPath, entry.name).slice(lake.length + 1))
            .sort();
    });
}

/** What a lake's only import set aside, as [line, reason, text]. */
export function setAside(lake: string): [number | null, string, string][] {
    const folder = join(lake, 'raw', '_rejected');
    if (!existsSync(folder)) return [];
    const [name] = readdirSync(folder);
    return readFileSync(join(folder, name!), 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as { line: number | null; reason: string; text: string })
        .map(({ line, reason, text }) => [line, reason, text]);
}
