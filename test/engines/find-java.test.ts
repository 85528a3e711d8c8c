import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { inFolder } from '../oracle/temporary-lake.js';
import { findJava } from './find-java.js';

/** A program that says of itself what `java -XshowSettings:properties -version` says. */
function makeJava(home: string, version: string): string {
    mkdirSync(join(home, 'bin'), { recursive: true });
    const java = join(home, 'bin', 'java');
    writeFileSync(java, `#!/bin/sh\nprintf 'Property settings:\\n    java.home = ${home}\\n    java.specification.version = ${version}\\n' >&2\n`);
    chmodSync(java, 0o755);
    return home;
}

test.skipIf(process.platform === 'win32')('the first Java whose own word fits is taken, whatever its folder is called', async () => {
    await inFolder(async (folder) => {
        const jvm = join(folder, 'jvm');
        makeJava(join(jvm, 'a-java-17'), '25');
        const right = makeJava(join(jvm, 'b-java-25'), '17');
        const named = makeJava(join(folder, 'named'), '17');
        makeJava(join(jvm, 'c-java-8'), '1.8');
        const find = (environment: Record<string, string>, oldest = 17, newest?: number) =>
            findJava({ user: 'Spark', oldest, newest, places: { environment, folders: [join(folder, 'absent'), jvm] } });
        expect(find({}, 17, 17)).toBe(right);
        expect(find({ JAVA_HOME_17: named, JAVA_HOME: join(jvm, 'a-java-17') }, 17, 17)).toBe(named);
        expect(find({ JAVA_HOME: join(jvm, 'a-java-17') }, 17, 17)).toBe(right);
        expect(find({}, 24)).toBe(join(jvm, 'a-java-17'));
        expect(find({}, 8, 8)).toBe(join(jvm, 'c-java-8'));
        expect(findJava({ user: 'Spark', oldest: 17, newest: 17, places: { environment: { PATH: join(named, 'bin') }, folders: [] } })).toBe(named);
        expect(() => find({ PATH: folder }, 21, 21)).toThrow(
            `Spark needs Java 21, which is not in JAVA_HOME_21, JAVA_HOME, ${join(folder, 'absent')}, ${jvm} or PATH (there is Java 25 in ${join(jvm, 'a-java-17')}, Java 17 in ${right}, Java 8 in ${join(jvm, 'c-java-8')}): install one, or set JAVA_HOME_21 to its folder.`,
        );
    });
});
