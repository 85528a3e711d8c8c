import type { SourceTable } from '../table.js';
import { brands } from './brands.js';
import { categories } from './categories.js';
import { events } from './events.js';
import { products } from './products.js';
import { sessions } from './sessions.js';
import { users } from './users.js';

/** The tables of the source, each after those that it refers to. */
export const sourceTables: readonly SourceTable[] = [users, brands, categories, products, sessions, events];
