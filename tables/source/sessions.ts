import { int64, optional, required, type SourceTable, text, timestamp } from '../table.js';
import { sessionKey } from './keys.js';

export const sessions: SourceTable = {
    name: 'sessions',
    purpose: 'Visits to the shop.',
    grain: 'one row per session',
    key: ['session_id'],
    columns: {
        session_id: required(sessionKey, 'Key of the session; in imported history a hash of the user and of the id in the file.'),
        user_id: optional(int64, 'Whose visit it is; null after the user was deleted.', { personal: 'pseudonym' }),
        device_type: optional(text, 'Kind of device.', { maxLength: 20 }),
        channel: optional(text, 'Where the visitor came from.', { maxLength: 50 }),
        started_at: optional(timestamp, 'When the session began; in imported history its first event.'),
        external_id: optional(text, 'Id that another system gave the session, such as the one in an imported file.', { maxLength: 200 }),
    },
    references: { user_id: 'users' },
    rules: [{ name: 'key_present', column: 'session_id', meaning: 'The session has a key.' }],
    history: 'earliest',
    order: ['started_at'],
};
