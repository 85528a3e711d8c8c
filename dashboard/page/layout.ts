import type { Visual } from '../visual.js';

/** Is each of a section's visuals as wide as the page? What has many columns is; of the others, one that stands alone in its row. */
export function isWholeOf(visuals: readonly Visual[]): readonly boolean[] {
    const whole = visuals.map(isWide);
    for (let place = 0; place < whole.length; place++) {
        if (whole[place]) continue;
        if (place + 1 < whole.length && !whole[place + 1]) place += 1;
        else whole[place] = true;
    }
    return whole;
}

const isWide = (visual: Visual): boolean => visual.kind === 'scatter' || visual.kind === 'list' || (visual.kind === 'heat map' && visual.across.holds === 'number');
