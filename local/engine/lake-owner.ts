/** Who uses a lake that another waits for, as far as it is known. */
export interface LakeOwner {
    readonly pid: number | null;
    /** The command's name, such as `run`. */
    readonly command: string | null;
    readonly since: Date | null;
}

/** `lake run (process 42)`, or as much of it as is known, for the middle of a sentence. */
export function nameOfOwner({ pid, command }: LakeOwner): string {
    if (pid === null) return 'another process';
    return command === null ? `process ${pid}` : `lake ${command} (process ${pid})`;
}

/**
 * The version of what an owner says. Later versions may add fields and, after the first line, a conversation; the
 * fields of the first line keep their meaning, so that every version can tell whom it waits for.
 */
const PROTOCOL = 1;

/** The line that an owner greets with. */
export function introduction({ pid, command, since }: { pid: number; command: string; since: Date }): string {
    return `${JSON.stringify({ protocol: PROTOCOL, command, pid, since: since.toISOString() })}\n`;
}

/**
 * What an owner's first line says of it. The line goes to terminals and may come from any program, so that nothing but
 * the plain form is taken.
 *
 * @returns null if it is not such a line
 */
export function readIntroduction(line: string): LakeOwner | null {
    const { protocol, command, pid, since } = fieldsOf(line);
    if (!Number.isSafeInteger(protocol) || Number(protocol) < PROTOCOL) return null;
    if (typeof command !== 'string' || !/^[a-z][a-z-]{0,30}$/.test(command)) return null;
    if (!Number.isSafeInteger(pid) || Number(pid) < 1) return null;
    if (typeof since !== 'string' || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/.test(since) || Number.isNaN(Date.parse(since))) return null;
    return { pid: Number(pid), command, since: new Date(since) };
}

function fieldsOf(line: string): Record<string, unknown> {
    try {
        return Object(JSON.parse(line)) as Record<string, unknown>;
    } catch {
        return {};
    }
}
