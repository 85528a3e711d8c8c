/** Nine significant digits tell any two 32-bit floating point numbers apart (IEEE 754). */
const float32Digits = 9;

/** The fewest digits that read back as the same 32-bit number: `0.1`, not 0.10000000149011612. */
export function float32Text(value: number): string {
    if (value === 0) {
        return float64Text(value);
    }
    for (let digits = 1; digits < float32Digits; digits++) {
        const candidate = Number(value.toPrecision(digits));
        if (Math.fround(candidate) === value) {
            return float64Text(candidate);
        }
    }
    return float64Text(Number(value.toPrecision(float32Digits)));
}

/** The fewest digits that read back as the same 64-bit number. */
export function float64Text(value: number): string {
    return Object.is(value, -0) ? '-0' : String(value);
}
