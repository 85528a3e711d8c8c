export { cleanTables } from './clean/index.js';
export { modelTables } from './model/index.js';
export { sourceTables } from './source/index.js';
export { RUN_STAGES, stateTables } from './state/index.js';
export * from './table.js';
export { views } from './views/index.js';
