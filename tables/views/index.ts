import type { View } from '../table.js';
import { funnelByCategory } from './funnel-by-category.js';
import { funnelDaily } from './funnel-daily.js';
import { sessionLength } from './session-length.js';
import { sessionsPerUser } from './sessions-per-user.js';
import { topBrands } from './top-brands.js';
import { topCategories } from './top-categories.js';

/** The views that answer questions; each is queried by its bare name. */
export const views: readonly View[] = [
    funnelDaily,
    funnelByCategory,
    topCategories,
    topBrands,
    sessionsPerUser,
    sessionLength,
];
