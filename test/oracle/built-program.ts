import { mkdtempSync } from 'node:fs';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { PROGRAMS } from '../build-program.js';

declare module 'vitest' {
    interface ProvidedContext {
        /** The folder of the programs that were built before the tests. */
        programs: string;
    }
}

/** The path of a program that was built before the tests; `call-main` is `lake` itself. */
export const builtProgram = (name: (typeof PROGRAMS)[number]): string => join(inject('programs'), `${name}.mjs`);

/** A new folder that goes with the built programs, when all tests have ended. */
export const folderOfTests = (prefix: string): string => mkdtempSync(join(inject('programs'), prefix));
