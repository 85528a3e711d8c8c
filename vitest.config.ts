import { defineConfig } from 'vitest/config';

export default defineConfig({
    test: {
        include: ['**/*.test.ts'],
        exclude: ['node_modules/**'],
        globalSetup: ['test/set-up.ts'],
        testTimeout: 120_000,
        hookTimeout: 120_000,
        // Each test file drives databases of its own; two at once fit two cores.
        maxWorkers: 2,
        reporters: ['default', ['json', { outputFile: '.cache/test-results.json' }]],
    },
});
