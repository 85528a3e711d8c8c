import { remove, update } from './change.js';
import { person } from './browse.js';
import { type Happen, someRows } from './shop.js';

/** What happens to users and to the visits that are theirs. */
export const userHappenings = {
    user_changed: (shop) => {
        const { users } = shop.state;
        if (users.length === 0) return null;
        const changed = [...new Set(Array.from({ length: someRows(shop) }, () => shop.random.pick(users)))];
        return shop.random.chance(0.5)
            ? [update('users', ...changed.map((key) => ({ key, set: { email: person(shop.random, key).email } })))]
            : [update('users', ...changed.map((key) => ({ key, set: person(shop.random, key) })))];
    },
    user_deleted: ({ state, random }) => {
        if (state.users.length < 20) return null;
        const [user] = state.users.splice(random.between(0, state.users.length - 1), 1);
        for (const visit of state.visits) if (visit.user === user) visit.user = null;
        return [remove('users', user!)];
    },
    user_key_changed: ({ state, random }) => {
        if (state.users.length === 0) return null;
        const place = random.between(0, state.users.length - 1);
        const user = state.users[place]!;
        const key = state.newKey('users');
        state.users[place] = key;
        for (const visit of state.visits) if (visit.user === user) visit.user = key;
        return [update('users', { key: user, set: { user_id: key } })];
    },
    session_deleted: ({ state, random }) => {
        if (state.recentEvents.length === 0) return null;
        const { session } = random.pick(state.recentEvents);
        state.visits = state.visits.filter((visit) => visit.session !== session);
        state.forgetEvents((event) => event.session === session);
        return [remove('sessions', session)];
    },
    session_key_changed: ({ state, random }) => {
        if (state.recentEvents.length === 0) return null;
        const { session } = random.pick(state.recentEvents);
        const key = state.newKey('sessions');
        for (const visit of state.visits) if (visit.session === session) visit.session = key;
        for (const event of state.recentEvents) if (event.session === session) event.session = key;
        return [update('sessions', { key: session, set: { session_id: key } })];
    },
} as const satisfies Record<string, Happen>;
