import { browse } from './browse.js';
import { reprice } from './catalogue-happenings.js';
import { type Change, rowsOf, update } from './change.js';
import { type Happening, TOUCHES_KEYS, UNUSUAL, WEIGHTS } from './happening.js';
import { isClosed, openShop, type ShopSize } from './open-shop.js';
import { priceNow, rareProduct } from './pick-product.js';
import type { PlannedStep } from './planned-step.js';
import { Random } from './random.js';
import { Rhythm } from './rhythm.js';
import type { Shop } from './shop.js';
import { insertEvents, shortVisit } from './short-visit.js';
import { amountText, type Product, type RecentEvent, type ShopState } from './shop-state.js';
import { changesInVain } from './changes-in-vain.js';

/** Share of the transactions that are no visitors' steps, more where each of those stands for many. */
const unusualShare = (batch: number) => Math.min(0.5, 0.08 * Math.sqrt(batch));
const MOST_OPEN = 2;

type Special = 'rolled_back' | 'long_transaction';
const CHOICES: readonly (keyof typeof UNUSUAL | Special)[] = [...(Object.keys(UNUSUAL) as (keyof typeof UNUSUAL)[]), 'rolled_back', 'long_transaction'];
const WEIGHT = CHOICES.reduce((sum, name) => sum + (WEIGHTS[name] ?? 1), 0);

export interface ShopPlanProps extends ShopSize {
    readonly seed: number;
    /** Row changes in a simulated second, as mean over a week. */
    readonly changesPerSecond: number;
    /** Visitors' steps that one transaction writes. */
    readonly batch: number;
    /** When the plan ends, epoch milliseconds. @default never */
    readonly until?: number;
}

interface OpenTransaction {
    readonly transaction: number;
    readonly outcome: PlannedStep['outcome'];
    readonly product: Product;
    readonly last: RecentEvent;
    readonly events: readonly RecentEvent[];
    /** The transaction before which it ends. */
    readonly endsBefore: number;
}

/**
 * Decides what happens in the shop, step after step. It depends on the state and the properties alone: no clock, no chance,
 * no database.
 */
export class ShopPlan {
    private readonly random: Random;
    private readonly rhythm: Rhythm;
    private readonly open: OpenTransaction[] = [];
    private readonly visitors: number;
    /** How many transactions have begun. */
    begun = 0;
    private rowsBefore = 1;

    constructor(
        private readonly state: ShopState,
        private readonly props: ShopPlanProps,
    ) {
        // Whoever goes on with a shop shall not draw the same again.
        this.random = new Random(props.seed, state.clock, ...Object.values(state.nextKey));
        this.rhythm = new Rhythm(props.seed);
        // A visitor does something every half minute.
        this.visitors = Math.round(Math.min(2000, Math.max(5, 30 * props.changesPerSecond)));
    }

    /** The next step; null when the time is over. Then `end` is left to be called. */
    next(): PlannedStep | null {
        const { state, props, random } = this;
        if (isClosed(state)) return this.whole(['opening'], openShop(state, random, props));
        if (this.open[0] !== undefined && this.open[0].endsBefore <= this.begun + 1) return this.end();
        const since = state.clock;
        const at = this.rhythm.after(since, (random.wait() * this.rowsBefore * 1000) / props.changesPerSecond);
        if (at >= (props.until ?? Infinity)) return null;
        state.clock = at;
        const shop: Shop = { state, random, since, at, batch: props.batch, visitors: this.visitors };
        if (!random.chance(unusualShare(props.batch))) return this.visitorsStep(shop);
        const name = this.choose();
        if (name === 'rolled_back') return this.whole([name], changesInVain(shop), 'rollback');
        if (name === 'long_transaction') return this.open.length < MOST_OPEN ? this.begin(shop) : this.visitorsStep(shop);
        const changes = this.open.length > 0 && TOUCHES_KEYS.has(name) ? null : UNUSUAL[name](shop);
        return changes === null ? this.visitorsStep(shop) : this.whole([name], changes);
    }

    /** Ends the transaction that is open longest; null when none is. */
    end(): PlannedStep | null {
        const [ending] = this.open.splice(0, 1);
        if (ending === undefined) return null;
        const { transaction, outcome, product, last, events } = ending;
        product.isLocked = false;
        if (outcome === 'commit') for (const event of events) this.state.rememberEvent(event);
        this.rowsBefore = 1;
        return { transaction, part: 'end', at: Math.floor(this.state.clock), happenings: ['long_transaction'], changes: [insertEvents(last)], outcome };
    }

    /** Takes back the beginning that `next` gave last, which was not written: nothing is left of it to end. */
    takeBack({ transaction }: PlannedStep): void {
        const place = this.open.findIndex((one) => one.transaction === transaction);
        if (place >= 0) this.open.splice(place, 1)[0]!.product.isLocked = false;
    }

    private visitorsStep(shop: Shop): PlannedStep {
        const { happenings, changes } = browse(shop, shop.batch);
        return this.whole(happenings, changes);
    }

    private whole(happenings: readonly Happening[], changes: readonly Change[], outcome: PlannedStep['outcome'] = 'commit'): PlannedStep {
        // The shop's first day begins when it is there.
        this.rowsBefore = happenings[0] === 'opening' ? 1 : changes.reduce((sum, change) => sum + rowsOf(change), 0);
        return { transaction: ++this.begun, part: 'whole', at: Math.floor(this.state.clock), happenings, changes, outcome };
    }

    /** A transaction that stays open while others commit, such as that of a report that was left running. */
    private begin(shop: Shop): PlannedStep {
        const { state, random } = shop;
        const { session, views } = shortVisit(shop, random.between(2, 4));
        const product = rareProduct(shop);
        const outcome = random.chance(0.8) ? 'commit' : 'rollback';
        const price = priceNow(product) * 0.9;
        const change = outcome === 'commit' ? reprice(product, price) : { key: product.id, set: { price: amountText(Math.round(price)) } };
        product.isLocked = true;
        const [last, ...first] = views;
        const { begun } = this;
        this.open.push({ transaction: begun + 1, outcome, product, last: last!, events: views, endsBefore: begun + 1 + random.between(3, 25) });
        this.open.sort((a, b) => a.endsBefore - b.endsBefore);
        const changes = [session, insertEvents(...first), update('products', change)];
        this.rowsBefore = first.length + 2;
        return { transaction: ++this.begun, part: 'beginning', at: Math.floor(state.clock), happenings: ['long_transaction'], changes, outcome };
    }

    private choose(): (typeof CHOICES)[number] {
        let left = this.random.share() * WEIGHT;
        for (const name of CHOICES) {
            left -= WEIGHTS[name] ?? 1;
            if (left < 0) return name;
        }
        return CHOICES[0]!;
    }
}
