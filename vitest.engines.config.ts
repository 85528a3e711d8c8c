import { defineConfig } from 'vitest/config';
import { SPARKS } from './test/engines/sparks.js';

export default defineConfig({
    test: {
        include: ['test/engines/**/*.engines.ts'],
        globalSetup: ['test/engines/set-up.ts'],
        testTimeout: 900_000,
        hookTimeout: 300_000,
        // Each has a Spark, which takes a core and two gigabytes of memory.
        maxWorkers: SPARKS,
        reporters: ['default', ['json', { outputFile: '.cache/engines-results.json' }]],
    },
});
