import { spawnSync } from 'node:child_process';
import { ExpectedError } from '../../local/errors.js';

/** Those for which PySpark 4.1 is made; Glue 6.0 has 3.13. */
const OLDEST = 10;
const NEWEST = 14;

/**
 * A command that starts a Python which PySpark runs on and which can make virtual environments.
 *
 * @throws ExpectedError if there is none
 */
export function findPython(): string {
    const names = ['python3.11', 'python3.13', 'python3.12', 'python3.10', 'python3.14', 'python3', 'python'];
    for (const name of names) {
        const { status, stdout } = spawnSync(name, ['-c', 'import sys, venv, ensurepip; print(*sys.version_info[:2])'], { encoding: 'utf8' });
        const [major, minor] = (stdout ?? '').trim().split(' ').map(Number);
        if (status === 0 && major === 3 && minor! >= OLDEST && minor! <= NEWEST) return name;
    }
    throw new ExpectedError(
        `PySpark needs Python 3.${OLDEST} to 3.${NEWEST} with venv, which is not in PATH as ${names.join(', ')}: install it (on Debian: apt-get install python3-venv).`,
    );
}
