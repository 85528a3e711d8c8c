import { sourceTables } from '../source/index.js';
import type { LakeTable } from '../table.js';
import { cleanTable } from './clean-table.js';
import { productVersions } from './product-versions.js';
import { quarantine } from './quarantine.js';

/** The tables of `clean`, each after those that it refers to. */
export const cleanTables: readonly LakeTable[] = [...sourceTables.map(cleanTable), productVersions, quarantine];
