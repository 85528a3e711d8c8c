import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { ExpectedError } from '../../errors.js';

/** The user that PostgreSQL runs as, where it is not our own. */
export interface RunAs {
    readonly uid: number;
    readonly gid: number;
}

/**
 * PostgreSQL refuses to run as root. Root starts it as the owner of its data, and where there are none yet as the system's
 * user `postgres`, who is made if need be: bare machines of CI and containers have only root.
 *
 * @param data PostgreSQL's data folder
 * @returns null if this process is not root's, and PostgreSQL runs as its user
 * @throws ExpectedError if there is no such user and none can be made, or the data are root's
 */
export function runAs(data: string): RunAs | null {
    if (process.getuid?.() !== 0) return null;
    if (existsSync(data)) {
        const { uid, gid } = statSync(data);
        if (uid === 0) {
            // PostgreSQL never made it so: a copy did.
            const named = JSON.stringify(data);
            throw new ExpectedError(`${named} belongs to root, whom PostgreSQL does not run as: give it and all in it back to its user (chown -R postgres ${named}), and call again.`);
        }
        return { uid, gid };
    }
    const known = systemUser();
    if (known !== null) return known;
    try {
        execFileSync('groupadd', ['--force', '--system', 'postgres'], { stdio: 'ignore' });
        execFileSync('useradd', ['--system', '--gid', 'postgres', '--no-create-home', '--shell', '/bin/false', 'postgres'], { stdio: 'ignore' });
    } catch {
        // Another process may have made it meanwhile; whether it is there decides.
    }
    const made = systemUser();
    if (made === null) {
        throw new ExpectedError('PostgreSQL does not run as root, and a system user postgres could not be made: make one, or call ./lake as another user.');
    }
    return made;
}

/** Its name, or its number where it has none. */
export const userName = ({ uid }: RunAs): string => spawnSync('id', ['-un', String(uid)], { encoding: 'utf8' }).stdout?.trim() || String(uid);

function systemUser(): RunAs | null {
    const [uid, gid] = ['-u', '-g'].map((which) => Number(spawnSync('id', [which, 'postgres'], { encoding: 'utf8' }).stdout || Number.NaN));
    return uid! > 0 && gid! >= 0 ? { uid: uid!, gid: gid! } : null;
}

/**
 * Sees that the user can enter a folder, by trying: modes do not tell all.
 *
 * @throws ExpectedError with the first folder on the way that lets nobody through
 */
export function requireEnterable(folder: string, as: RunAs | null): void {
    if (as === null) return;
    const canEnter = (path: string) => spawnSync('/bin/sh', ['-c', 'cd "$0"', path], { ...as, cwd: '/' }).status === 0;
    if (canEnter(folder)) return;
    const way = [folder];
    while (dirname(way[0]!) !== way[0]) way.unshift(dirname(way[0]!));
    const closed = JSON.stringify(way.find((path) => !canEnter(path)) ?? folder);
    throw new ExpectedError(
        `PostgreSQL does not run as root, and the user it runs as (number ${as.uid}) cannot enter ${closed}: allow it with chmod o+x ${closed}, choose another --lake, or call ./lake as another user.`,
    );
}
