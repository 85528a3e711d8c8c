import { type Change, insert, type Row, update } from './change.js';
import { externalId } from './external-id.js';
import { popularProduct, priceNow } from './pick-product.js';
import type { Shop } from './shop.js';
import { eventRow, type Product, type RecentEvent, timeText, type Visit } from './shop-state.js';

export const VISITOR_HAPPENINGS = ['visit', 'registration', 'login', 'view', 'cart', 'remove_from_cart', 'purchase'] as const;
export type VisitorHappening = (typeof VISITOR_HAPPENINGS)[number];

const DEVICES = ['desktop', 'desktop', 'desktop', 'mobile', 'mobile', 'mobile', 'mobile', 'tablet'] as const;
const CHANNELS = ['direct', 'organic', 'organic', 'paid search', 'email', 'social', 'affiliate', 'referral'] as const;
const NAMES = ['Ada', 'Ben', 'Chloé', 'Dmitri', 'Ewa', 'Farid', 'Grace', 'Hồng', 'Ines', 'José', 'Kofi', 'Łucja', 'Mei', 'Noor', 'Óscar', 'Priya'] as const;
const FAMILIES = ['Adler', 'Brown', 'Costa', 'Dubois', 'Eriksson', 'Fischer', 'García', 'Haddad', 'Ivanov', "O'Neil", 'Kowalski', 'Li', 'Müller', 'Nguyễn', 'Öztürk', 'Rossi'] as const;

/** What the visitors do next, so many steps, as one transaction: rows are inserted table by table, and stock falls. */
export function browse(shop: Shop, steps: number): { readonly changes: Change[]; readonly happenings: VisitorHappening[] } {
    const { state, random, since, at, visitors } = shop;
    const users: Row[] = [];
    const sessions: Row[] = [];
    const logins = new Map<number, number>();
    const events: RecentEvent[] = [];
    const sold = new Map<Product, number>();
    const happenings = new Set<VisitorHappening>();

    const enter = (time: number): Visit => {
        const session = state.newKey('sessions');
        let user: number | null = null;
        if (random.chance(0.15)) {
            user = state.newKey('users');
            users.push(userRow(shop, user, time));
            state.remember('users', user, random);
            happenings.add('registration');
        } else if (random.chance(0.6) && state.users.length > 0) {
            // Most who come back were here not long ago.
            user = state.users[Math.floor((1 - random.share() ** 2) * state.users.length)] ?? null;
        }
        sessions.push(sessionRow(shop, { session, user, time }));
        happenings.add('visit');
        // Few visits are long, but some are; the exponent is that of the public files.
        const stepsLeft = Math.min(400, Math.floor((1 - random.share()) ** -0.79));
        return { session, user, stepsLeft, looksAt: popularProduct(shop), cart: [] };
    };
    const record = (visit: Visit, type: VisitorHappening, product: Product, time: number, quantity = 1) => {
        const event = { id: state.newEventKey(time), session: visit.session, product: product.id, type, time: Math.floor(time), price: priceNow(product), quantity };
        product.isSeen = true;
        events.push(event);
        state.rememberEvent(event);
        happenings.add(type);
    };
    const act = (visit: Visit, isNew: boolean, time: number) => {
        const inCart = visit.cart.findIndex(({ product }) => !product.isLocked);
        if (!isNew && inCart >= 0 && random.chance(0.07)) {
            const [{ product, quantity }] = visit.cart.splice(inCart, 1) as [Visit['cart'][number]];
            sold.set(product, (sold.get(product) ?? 0) + quantity);
            record(visit, 'purchase', product, time, quantity);
        } else if (visit.cart.length > 0 && random.chance(0.04)) {
            const [{ product, quantity }] = visit.cart.splice(random.between(0, visit.cart.length - 1), 1) as [Visit['cart'][number]];
            record(visit, 'remove_from_cart', product, time, quantity);
        } else if (!isNew && random.chance(0.075)) {
            const quantity = random.chance(0.8) ? 1 : random.between(2, 9);
            visit.cart.push({ product: visit.looksAt, quantity });
            record(visit, 'cart', visit.looksAt, time, quantity);
            // The last step would lose the cart; who has put something in stays to decide.
            visit.stepsLeft += 3;
            if (visit.user === null && state.users.length > 0 && random.chance(0.3) && !sessions.some((row) => row.session_id === visit.session)) {
                visit.user = random.pick(state.users);
                logins.set(visit.session, visit.user);
                happenings.add('login');
            }
        } else {
            visit.looksAt = popularProduct(shop);
            record(visit, 'view', visit.looksAt, time);
        }
    };

    for (let step = 1; step <= steps; step++) {
        const time = since + ((at - since) * step) / steps;
        const isNew = state.visits.length === 0 || (state.visits.length < visitors && random.chance(0.5));
        if (isNew) state.visits.push(enter(time));
        const place = isNew ? state.visits.length - 1 : random.between(0, state.visits.length - 1);
        const visit = state.visits[place]!;
        act(visit, isNew, time);
        if (--visit.stepsLeft <= 0) {
            state.visits[place] = state.visits.at(-1)!;
            state.visits.pop();
        }
    }
    const stock = [...sold].filter(([product]) => product.stock !== null).map(([product, quantity]) => sell(product, quantity));
    const changes: Change[] = [];
    if (users.length > 0) changes.push(insert('users', ...users));
    if (sessions.length > 0) changes.push(insert('sessions', ...sessions));
    if (logins.size > 0) changes.push(update('sessions', ...[...logins].map(([key, user_id]) => ({ key, set: { user_id } }))));
    changes.push(insert('events', ...events.map(eventRow)));
    if (stock.length > 0) changes.push(update('products', ...stock));
    return { changes, happenings: [...happenings] };
}

/** Takes what was bought from the stock; where too little is left, a delivery comes first. */
function sell(product: Product, quantity: number): { key: number; add: { stock: number } } {
    const delivered = product.stock! < quantity ? quantity + 100 : 0;
    product.stock! += delivered - quantity;
    return { key: product.id, add: { stock: delivered - quantity } };
}

/** A user who registers now. */
export function userRow({ random }: Pick<Shop, 'random'>, user: number, time: number): Row {
    return { user_id: user, ...person(random, user), created_at: timeText(time), external_id: externalId('crm', user) };
}

/** A name and an address that belongs to nobody (RFC 2606). */
export function person(random: Shop['random'], user: number): { readonly name: string; readonly email: string } {
    const [name, family] = [random.pick(NAMES), random.pick(FAMILIES)];
    const letters = `${name}.${family}`.normalize('NFD').replaceAll(/[^a-zA-Z.]/g, '').toLowerCase();
    return { name: `${name} ${family}`, email: `${letters}.${user}.${random.between(1, 999)}@example.com` };
}

/** A visit that begins. */
export function sessionRow({ random }: Shop, { session, user, time }: { session: number; user: number | null; time: number }): Row {
    return {
        session_id: session,
        user_id: user,
        device_type: random.pick(DEVICES),
        channel: random.pick(CHANNELS),
        started_at: timeText(time),
        external_id: random.chance(0.1) ? `app-${session.toString(36)}` : null,
    };
}
