import { expect, it } from 'vitest';
import { sparkSteps } from './spark-steps.js';

it('takes what passed since the line before for a step', () => {
    const output = ['a warning of Spark', '{"event": "planned", "run_id": 1, "at_second": 12.5}', '{"event": "applied", "table": "events", "records": 7, "at_second": 20.0}', '{"event": "built", "table": "events", "at_second": 21.5}', '{"event": "applied", "table": "events", "at_second": 24.0}'];
    expect(sparkSteps(output.join('\n'))).toEqual({ planned: 12.5, 'applied events': 10, 'built events': 1.5 });
});
