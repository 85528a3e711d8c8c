import { digits } from '../table.js';

/** Key of a session: 25 digits hold 80 bits of a hash, enough for billions of sessions (docs/decisions/0002-physical-format.md). */
export const sessionKey = digits(25);

/** Key of an event: 13 digits of epoch milliseconds, then 17 that hold 56 bits, so that storage prunes by key. */
export const eventKey = digits(30);
