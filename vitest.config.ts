import { defineConfig } from 'vitest/config';
import { filesWithSharedWorker } from './test/shared-workers.js';

const shared = filesWithSharedWorker(import.meta.dirname);
const times = { testTimeout: 120_000, hookTimeout: 120_000 };

export default defineConfig({
    test: {
        globalSetup: ['test/set-up.ts'],
        // Files that drive databases of their own wait for them and for processes more than a quarter of their time.
        maxWorkers: 3,
        projects: [
            { test: { name: 'alone', include: ['**/*.test.ts'], exclude: ['node_modules/**', ...shared], ...times } },
            { test: { name: 'shared', include: shared, isolate: false, ...times } },
        ],
        reporters: ['default', ['json', { outputFile: '.cache/test-results.json' }]],
    },
});
