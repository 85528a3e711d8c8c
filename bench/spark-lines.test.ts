import { expect, it } from 'vitest';
import { builtTables, maintainedFiles, sparkSteps } from './spark-lines.js';

it('takes what passed since the line before for a step', () => {
    const output = ['a warning of Spark', '{"event": "planned", "run_id": 1, "at_second": 12.5}', '{"event": "applied", "table": "events", "records": 7, "at_second": 20.0}', '{"event": "built", "table": "events", "at_second": 21.5}', '{"event": "applied", "table": "events", "at_second": 24.0}'];
    expect(sparkSteps(output.join('\n'))).toEqual({ planned: 12.5, 'applied events': 10, 'built events': 1.5 });
    expect(builtTables(output.join('\n'))).toEqual(['events']);
});

it('tells the files behind maintenance of the tables that it maintained', () => {
    const output = [
        '{"event": "maintained", "table": "clean.events", "files": [60, 2], "bytes": [9000000, 7500000], "snapshots_expired": 3, "orphans_removed": 0, "at_second": 9.0}',
        '{"event": "not maintained", "table": "clean.users", "because": "it is damaged", "at_second": 10.0}',
    ];
    expect(maintainedFiles(output.join('\n'))).toEqual(new Map([['clean.events', { files: 2, megabytes: 7.5 }]]));
});
