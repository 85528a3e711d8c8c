import { inject } from 'vitest';
import type { Spark } from './prepare-spark.js';

declare module 'vitest' {
    export interface ProvidedContext {
        /** For programs, and the sockets of the Sparks that tests share. */
        spark: Spark & { readonly sockets: readonly string[] };
    }
}

/** For programs, and the socket of the Spark that the tests of this worker share. */
export function sharedSpark(): Spark & { readonly socket: string } {
    const { sockets, ...spark } = inject('spark');
    return { ...spark, socket: sockets[(Number(process.env['VITEST_POOL_ID'] ?? 1) - 1) % sockets.length]! };
}
