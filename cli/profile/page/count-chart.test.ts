import { expect, it } from 'vitest';
import { countChart } from './count-chart.js';

it('draws a bar as high as its count, in the order given, on wide and on narrow screens', () => {
    const { text } = countChart({ label: 'Rows', counts: [{ name: 'a', rows: 4 }, { name: 'b', rows: 0 }, { name: 'c', rows: 2 }] });
    const bars = [...text.matchAll(/<path d="M([\d.]+) [\d.]+l[\d.]+ 0l0 (-?[\d.]+)[^>]*fill="var\(--bar\)"/g)].map(([, x, height]) => ({ x: Number(x), height: -Number(height) }));
    expect(bars).toHaveLength(6);
    for (const [a, b, c] of [bars.slice(0, 3), bars.slice(3)] as [typeof bars[0], typeof bars[0], typeof bars[0]][]) {
        expect(a.x).toBeLessThan(b.x);
        expect(b.x).toBeLessThan(c.x);
        expect(b.height).toBeCloseTo(0);
        expect(c.height).toBeCloseTo(a.height / 2, 0);
        expect(a.height).toBeGreaterThan(100);
    }
});
