import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { callTool } from './call-tool.js';
import { ENGINES_FOLDER } from './engines-folder.js';
import { findJava } from './find-java.js';
import { MAVEN_PLUGIN, NO_MAVEN } from './maven.js';
import { prepareOnce } from './prepare-once.js';

/** The newest whose server is on Maven Central. Athena's engine version 3 names no version of Trino that it has. */
export const TRINO_VERSION = '476';
const OLDEST_JAVA = 24;
/** Of more than fifty. The second is how Trino reads what Glue keeps of views. */
const PLUGINS = ['iceberg', 'hive'];

/** A Trino of this machine. */
export interface Trino {
    /** The folder with `lib` and `plugin`. */
    readonly home: string;
    /** `JAVA_HOME`. */
    readonly java: string;
}

/**
 * Trino with its connectors to Iceberg and Hive: found in the folder of the engines, or installed there from Maven Central.
 *
 * @param tell is told what takes long
 * @throws ExpectedError if Java, Maven or tar is not there, or an installation fails
 */
export async function prepareTrino(tell: (step: string) => void = () => {}): Promise<Trino> {
    const java = findJava({ user: `Trino ${TRINO_VERSION}`, oldest: OLDEST_JAVA });
    const home = await prepareOnce({
        path: join(ENGINES_FOLDER, `trino-${TRINO_VERSION}`),
        make: async (making) => {
            tell(`Fetching Trino ${TRINO_VERSION}, 800 MB`);
            const work = join(making, 'work');
            await install(making, work, java);
            rmSync(work, { recursive: true });
        },
    });
    return { home, java };
}

async function install(home: string, work: string, java: string): Promise<void> {
    const [repository, unpacked] = [join(work, 'maven'), join(work, 'unpacked')];
    for (const folder of [repository, unpacked, join(home, 'plugin')]) mkdirSync(folder, { recursive: true });
    const artifact = `io.trino:trino-server:${TRINO_VERSION}:tar.gz`;
    await callTool({
        command: 'mvn',
        // In a repository of its own, which goes: nobody else asks for this archive.
        args: ['--batch-mode', '--quiet', `-Dmaven.repo.local=${repository}`, `${MAVEN_PLUGIN}:get`, `-Dartifact=${artifact}`, '-Dtransitive=false'],
        doing: `Fetching ${artifact}`,
        ifAbsent: NO_MAVEN,
        environment: { JAVA_HOME: java },
    });
    const name = `trino-server-${TRINO_VERSION}`;
    const archive = join(repository, 'io', 'trino', 'trino-server', TRINO_VERSION, `${name}.tar.gz`);
    // All of it: the files of a plugin are links to those of others.
    await callTool({ command: 'tar', args: ['-xzf', archive, '-C', unpacked], doing: `Unpacking ${name}`, ifAbsent: 'Install tar.' });
    for (const part of ['lib', ...PLUGINS.map((plugin) => join('plugin', plugin))]) renameSync(join(unpacked, name, part), join(home, part));
}
