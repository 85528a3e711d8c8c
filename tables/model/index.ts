import type { LakeTable } from '../table.js';
import { customerDays, dailyActivity, dailyCarts, dailyPrices, dailyVisits, hourlyActivity, productActivity, visitCohorts } from './aggregates.js';
import { dimCategories, dimProducts, dimTime, dimUsers } from './dimensions.js';
import { factPurchases } from './fact-purchases.js';
import { factSessions } from './fact-sessions.js';
import { customerPredictions, productPredictions, purchaseFactors, returnCurves } from './predictions.js';
import { recurrencePolicies } from './recurrence-policies.js';
import { factUserEvents } from './fact-user-events.js';
import { freshness, quality, runAccounts } from './operations.js';

/** The tables of `model`, in the order in which a run builds them. */
export const modelTables: readonly LakeTable[] = [
    dimCategories,
    factSessions,
    factUserEvents,
    factPurchases,
    dailyActivity,
    hourlyActivity,
    dailyPrices,
    productActivity,
    dailyVisits,
    dailyCarts,
    customerDays,
    visitCohorts,
    dimUsers,
    dimProducts,
    dimTime,
    recurrencePolicies,
    purchaseFactors,
    returnCurves,
    customerPredictions,
    productPredictions,
    runAccounts,
    quality,
    freshness,
];
