import { int64, optional, required, type SourceTable, text, timestamp } from '../table.js';

export const users: SourceTable = {
    name: 'users',
    purpose: 'People who have an account or were given a number by the shop.',
    grain: 'one row per user',
    key: ['user_id'],
    columns: {
        user_id: required(int64, 'Number of the user; negative where it was derived from a text in imported history.', { personal: 'pseudonym' }),
        name: optional(text, 'Full name.', { maxLength: 200, personal: 'direct' }),
        email: optional(text, 'E-mail address.', { maxLength: 254, personal: 'direct' }),
        created_at: optional(timestamp, 'When the user registered; in imported history when the user was first seen.'),
        external_id: optional(text, 'Id that another system gave the user, such as the one in an imported file.', { maxLength: 200, personal: 'pseudonym', mayBeAbsent: true }),
    },
    rules: [{ name: 'key_present', column: 'user_id', meaning: 'The user has a number.' }],
    history: 'earliest',
};
