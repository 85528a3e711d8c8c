/** Draws that depend on the seeds alone (sfc32, http://pracrand.sourceforge.net). */
export class Random {
    private readonly state: Uint32Array;

    constructor(...seeds: readonly (string | number)[]) {
        const text = seeds.join(' ');
        this.state = Uint32Array.of(fingerprint(text, 1), fingerprint(text, 2), fingerprint(text, 3), 1);
        for (let round = 0; round < 15; round++) this.share();
    }

    /** From 0 up to 1. */
    share(): number {
        const { state } = this;
        const drawn = (state[0]! + state[1]! + state[3]!) >>> 0;
        state[3]! += 1;
        state[0] = state[1]! ^ (state[1]! >>> 9);
        state[1] = state[2]! + (state[2]! << 3);
        state[2] = ((state[2]! << 21) | (state[2]! >>> 11)) + drawn;
        return drawn / 2 ** 32;
    }

    /** A whole number from `least` to `most`, both of them possible. */
    between(least: number, most: number): number {
        return least + Math.floor(this.share() * (most - least + 1));
    }

    chance(share: number): boolean {
        return this.share() < share;
    }

    pick<T>(choices: readonly T[]): T {
        return choices[Math.floor(this.share() * choices.length)]!;
    }

    /** A waiting time with mean 1, as between visitors who know nothing of each other. */
    wait(): number {
        return -Math.log(1 - this.share());
    }
}

/** FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv) with a last mixing, since near texts would else begin alike. */
function fingerprint(text: string, salt: number): number {
    let hash = 2166136261 ^ salt;
    for (let place = 0; place < text.length; place++) hash = Math.imul(hash ^ text.charCodeAt(place), 16777619);
    hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
    return (hash ^ (hash >>> 13)) >>> 0;
}
