import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { float32Text, float64Text } from './float-text.js';

describe('float32Text', () => {
    it.each([
        [0.1, '0.1'],
        [16777216, '16777216'],
        [3.4028234663852886e38, '3.4028235e+38'],
        [1e-45, '1e-45'],
        [-2.5, '-2.5'],
        [-0, '-0'],
    ])('writes %d as %s', (value, expected) => {
        expect(float32Text(Math.fround(value))).toBe(expected);
    });

    it('reads back as the same 32-bit number', () => {
        fc.assert(
            fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (value) => {
                expect(Math.fround(Number(float32Text(value)))).toBe(value);
            }),
        );
    });
});

describe('float64Text', () => {
    it('reads back as the same number', () => {
        fc.assert(
            fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
                expect(Number(float64Text(value))).toBe(value);
            }),
        );
    });
});
