import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['test/engines/**/*.engines.ts'],
        globalSetup: ['test/engines/set-up.ts'],
        testTimeout: 900_000,
        hookTimeout: 300_000,
        // An engine takes both cores and gigabytes of memory.
        maxWorkers: 1,
        reporters: ['default', ['json', { outputFile: '.cache/engines-results.json' }]],
    },
});
