import { aggregateTables } from '../../local/engine/build-aggregates.js';
import { predictionTables } from '../../local/engine/build-predictions.js';

/** Statement that takes a lake back to how version 5 had it, but for the version that it says. */
export const BACK_TO_VERSION_5: string = ['state.aggregates', ...aggregateTables.map(({ name }) => `model.${name}`)].map((table) => `drop table ${table}`).join('; ');

/** Statement that takes a lake back to how version 4 had it, but for the version that it says. */
export const BACK_TO_VERSION_4: string = [
    BACK_TO_VERSION_5,
    ...['state.predictions', ...predictionTables.map(({ name }) => `model.${name}`)].map((table) => `drop table ${table}`),
    ...['clean.users', 'clean.products', 'model.dim_users', 'model.dim_products'].map((table) => `alter table ${table} drop column external_id`),
].join('; ');
