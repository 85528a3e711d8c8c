import { join } from 'node:path';

/** What the engines need is made here once and used again. Git ignores it; when it is removed, the next call makes it anew. */
export const ENGINES_FOLDER = join(import.meta.dirname, '..', '..', '.cache', 'engines');
