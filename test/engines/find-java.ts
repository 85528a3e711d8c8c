import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ExpectedError } from '../../local/errors.js';

export interface FindJavaProps {
    /** For whom: "Spark 4.1.1". */
    readonly user: string;
    readonly oldest: number;
    /** @default - any later one will do */
    readonly newest?: number;
    /** @default - the usual ones of this machine */
    readonly places?: JavaPlaces;
}

/** Where a Java may be. */
export interface JavaPlaces {
    /** `JAVA_HOME_17`, `JAVA_HOME` and PATH are looked at. */
    readonly environment: Readonly<Record<string, string | undefined>>;
    /** Folders with a Java in each folder of theirs. */
    readonly folders: readonly string[];
}

const USUAL: JavaPlaces = {
    environment: process.env,
    folders: ['/usr/lib/jvm', '/opt', '/opt/java', '/usr/local/lib/jvm', '/Library/Java/JavaVirtualMachines', join(homedir(), '.sdkman', 'candidates', 'java')],
};

/**
 * The home of the first Java whose version fits: JAVA_HOME_<version> before JAVA_HOME, the usual folders and PATH. Each is
 * asked for its version, as names of folders lie.
 *
 * @throws ExpectedError if there is none, with what there is instead
 */
export function findJava({ user, oldest, newest, places = USUAL }: FindJavaProps): string {
    const others = new Set<string>();
    for (const java of candidates(places, oldest, newest ?? oldest + 20)) {
        const answer = ask(java);
        if (answer === null) continue;
        if (answer.version >= oldest && answer.version <= (newest ?? Infinity)) return answer.home;
        others.add(`Java ${answer.version} in ${answer.home}`);
    }
    const wanted = newest === oldest ? `Java ${oldest}` : newest === undefined ? `Java ${oldest} or later` : `Java ${oldest} to ${newest}`;
    const instead = others.size === 0 ? '' : ` (there is ${[...others].join(', ')})`;
    throw new ExpectedError(
        `${user} needs ${wanted}, which is not in JAVA_HOME_${oldest}, JAVA_HOME, ${places.folders.join(', ')} or PATH${instead}: install one, or set JAVA_HOME_${oldest} to its folder.`,
    );
}

function* candidates({ environment, folders }: JavaPlaces, oldest: number, newest: number): Generator<string> {
    const named = Array.from({ length: newest - oldest + 1 }, (_, index) => environment[`JAVA_HOME_${oldest + index}`]);
    const homes = [...named, environment.JAVA_HOME].filter((home) => home !== undefined && home !== '') as string[];
    for (const folder of folders) {
        if (!existsSync(folder)) continue;
        for (const name of readdirSync(folder).sort()) homes.push(join(folder, name), join(folder, name, 'Contents', 'Home'));
    }
    for (const home of homes) yield join(home, 'bin', 'java');
    for (const folder of (environment.PATH ?? '').split(':')) yield join(folder, 'java');
}

function ask(java: string): { readonly home: string; readonly version: number } | null {
    if (!existsSync(java)) return null;
    const { stdout, stderr } = spawnSync(java, ['-XshowSettings:properties', '-version'], { encoding: 'utf8', timeout: 30_000 });
    const of = (name: string) => new RegExp(`^ *${name.replaceAll('.', '\\.')} = (.*)$`, 'm').exec(`${stdout}\n${stderr}`)?.[1];
    const home = of('java.home');
    const version = of('java.specification.version');
    return home === undefined || version === undefined ? null : { home, version: Number(version.replace(/^1\./, '')) };
}
