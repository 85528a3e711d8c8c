import type { LakeState } from '../answers/answer.js';
import { countText } from '../looks/number-text.js';
import { clockText } from '../looks/value-text.js';

/** The line at the top: how far the data go, when that was read and by which run it is; first what is wrong. */
export function stateWords(lake: LakeState | null, isGone: boolean): { readonly trouble: string | null; readonly state: string } {
    const read = lake?.readAt == null ? null : clockText(lake.readAt);
    const trouble = isGone ? `The page's server is gone${read === null ? '' : `; what you see is as of ${read}`}. Start it again with ./lake dashboard, and this page goes on by itself.` : (lake?.trouble ?? null);
    if (lake !== null && lake.howToFill.length > 0) return { trouble, state: `Nothing is in ${lake.folder} yet.` };
    if (lake === null || lake.state === 0 || read === null) return { trouble, state: trouble === null ? 'Reading the lake …' : '' };
    const newest = lake.newestEventAt === null ? 'No events yet' : `Events up to ${clockText(lake.newestEventAt)}`;
    const change = lake.newestChangeAt === null || lake.newestEventAt === null || clockText(lake.newestChangeAt) === clockText(lake.newestEventAt) ? '' : `, changes up to ${clockText(lake.newestChangeAt)}`;
    const run = lake.run === null ? '' : `, by run ${lake.run}`;
    const later = lake.eventsAfterToday === 0 ? '' : ` ${countText(lake.eventsAfterToday)} ${lake.eventsAfterToday === 1 ? 'event has a day' : 'events have days'} after today, by clocks that are wrong, and ${lake.eventsAfterToday === 1 ? 'is' : 'are'} left out.`;
    return { trouble, state: `${newest}${change}; read ${read}${run}. ${countText(lake.events)} ${lake.events === 1 ? 'event' : 'events'} in ${lake.folder}.${later}` };
}
