import { UsageError } from '../../errors.js';
import type { SimulationOptions } from './simulate.js';

const UNITS = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]] as const;

/**
 * A shop goes on from its last event, since its keys have the time in front and must not be taken twice. When its clock has
 * come to now it goes on with now, so that a day which is to pass in a minute would pass in a day.
 *
 * @param clock epoch milliseconds where the shop goes on
 * @throws UsageError if the span is to pass faster than time does, and there is less between the clock and now
 */
export function requireRoom({ from, rate = 20, speed = 'max', span }: SimulationOptions, clock: number, now = Date.now()): void {
    if (from !== undefined || rate === 'max' || span === undefined || clock > now) return;
    // While it passes, now goes on too.
    const share = speed === 'max' ? 1 : 1 - 1 / speed;
    if (now - clock >= span * share) return;
    const last = new Date(clock - 1).toISOString();
    const longest = inUnits((now - clock) / share);
    const remedies = [
        ...(longest === null ? [] : [`--for ${longest}`]),
        '--speed 1 for the present',
        `--from ${last} to let it run ahead of now`,
        'a shop that is new, in another lake or database',
    ];
    throw new UsageError(`The last event of this shop is of ${last}, and it only goes on from there: until now there are not the ${inUnits(span) ?? `${span} ms`} of --for. Take ${remedies.slice(0, -1).join(', ')}, or ${remedies.at(-1)}.`);
}

/** Rounded down, in a unit of which there are two or that fits. */
function inUnits(milliseconds: number): string | null {
    const [unit, size] = UNITS.find(([, length]) => milliseconds >= 2 * length || milliseconds === length) ?? UNITS.at(-1)!;
    return milliseconds < size ? null : `${Math.floor(milliseconds / size)}${unit}`;
}
