import type { View } from '../table.js';
import { activityByDay } from './activity-by-day.js';
import { activityByHour } from './activity-by-hour.js';
import { cartAbandonment } from './cart-abandonment.js';
import { cohortRetention } from './cohort-retention.js';
import { customerSegments } from './customer-segments.js';
import { customersDue } from './customers-due.js';
import { dataFreshness } from './data-freshness.js';
import { dataQuality } from './data-quality.js';
import { eventsByDay } from './events-by-day.js';
import { eventsByHour } from './events-by-hour.js';
import { eventsByWeek } from './events-by-week.js';
import { expectedPurchasesByDay } from './expected-purchases-by-day.js';
import { funnelByCategory } from './funnel-by-category.js';
import { funnelByChannel } from './funnel-by-channel.js';
import { funnelDaily } from './funnel-daily.js';
import { mostActiveUsers } from './most-active-users.js';
import { nextPurchases } from './next-purchases.js';
import { prediccionesClientes } from './predicciones-clientes.js';
import { priceAnomalies } from './price-anomalies.js';
import { priceByBrand } from './price-by-brand.js';
import { priceByCategory } from './price-by-category.js';
import { productConversion } from './product-conversion.js';
import { purchaseIntervals } from './purchase-intervals.js';
import { purchaseProbabilities } from './purchase-probabilities.js';
import { recordAccount } from './record-account.js';
import { purchasesByPolicy } from './purchases-by-policy.js';
import { recurrenceByPolicy } from './recurrence-by-policy.js';
import { recurrentCustomers } from './recurrent-customers.js';
import { sessionLength } from './session-length.js';
import { sessionsPerUser } from './sessions-per-user.js';
import { topBrands } from './top-brands.js';
import { topCategories } from './top-categories.js';

/** The views that answer questions; each is queried by its bare name. */
export const views: readonly View[] = [
    funnelDaily,
    funnelByCategory,
    funnelByChannel,
    productConversion,
    topCategories,
    topBrands,
    eventsByDay,
    eventsByWeek,
    eventsByHour,
    activityByDay,
    activityByHour,
    priceByCategory,
    priceByBrand,
    priceAnomalies,
    sessionsPerUser,
    sessionLength,
    mostActiveUsers,
    purchaseIntervals,
    purchasesByPolicy,
    recurrentCustomers,
    recurrenceByPolicy,
    cohortRetention,
    customerSegments,
    cartAbandonment,
    nextPurchases,
    prediccionesClientes,
    purchaseProbabilities,
    expectedPurchasesByDay,
    customersDue,
    dataFreshness,
    dataQuality,
    recordAccount,
];
