import { decimalText } from './canonical-text.js';
import type { Row } from './raw-record.js';
import { countOf, dayOf, earliest, groups, having, isOfType, known, latest, mondayOf, monthOf, quotient, revenueOf, sales, sum } from './view-arithmetic.js';

const ofKnown = (rows: readonly Row[]): Row[] => rows.filter(({ user_id }) => user_id !== null);

/** The hundred with the most events. */
export function mostActiveUsers(sessions: readonly Row[]): Row[] {
    return groups(ofKnown(sessions), 'user_id')
        .map(([user, ofUser]) => ({ user, ofUser, events: sum(ofUser, 'events') }))
        .sort((one, other) => other.events - one.events || other.ofUser.length - one.ofUser.length || (BigInt(one.user) < BigInt(other.user) ? -1 : 1))
        .slice(0, 100)
        .map(({ user, ofUser, events }, place) => ({
            user_id: user,
            activity_rank: String(place + 1),
            events: String(events),
            sessions: countOf(ofUser),
            days: String(known(ofUser, 'session_date')),
            purchases: String(sum(ofUser, 'purchases')),
            units: String(sum(ofUser, 'units_bought')),
            revenue: decimalText(revenueOf(ofUser), 4),
            first_event_at: earliest(ofUser, 'started_at'),
            last_event_at: latest(ofUser, 'ended_at'),
        }));
}

/** The days on which each known user bought, and how far they are apart. */
export function purchaseIntervals(events: readonly Row[]): Row[] {
    return groups(ofKnown(events.filter(isOfType('purchase'))), 'user_id').flatMap(([user, ofUser]) =>
        groups(ofUser, 'event_date')
            .sort(([one], [other]) => (one < other ? -1 : 1))
            .map(([date, lines], place, days) => {
                const before = days[place - 1]?.[0] ?? null;
                return {
                    user_id: user,
                    purchase_date: date,
                    purchase_number: String(place + 1),
                    previous_purchase_date: before,
                    days_since_previous: before === null ? null : String(dayOf(date) - dayOf(before)),
                    sessions: String(known(lines, 'session_id')),
                    products: String(known(lines, 'product_id')),
                    units: String(sum(lines, 'quantity')),
                    revenue: decimalText(sales(lines), 4),
                };
            }),
    );
}

interface Period {
    readonly name: string;
    readonly startOf: (date: string) => string;
    /** Periods from one start to another. */
    readonly between: (first: string, last: string) => number;
    readonly lastDayOf: (start: string) => number;
}

const PERIODS: readonly Period[] = [
    { name: 'week', startOf: mondayOf, between: (first, last) => (dayOf(last) - dayOf(first)) / 7, lastDayOf: (start) => dayOf(start) + 6 },
    {
        name: 'month',
        startOf: (date) => `${date.slice(0, 8)}01`,
        between: (first, last) => monthOf(last) - monthOf(first),
        lastDayOf: (start) => {
            const next = monthOf(start) + 1;
            return Date.UTC(Math.floor(next / 12), next % 12, 1) / 86_400_000 - 1;
        },
    },
];

/** Those who came first in a period, in each period from then on in which anyone came. */
export function cohortRetention(sessions: readonly Row[]): Row[] {
    const visits = ofKnown(sessions);
    const lastDay = dayOf(latest(sessions, 'session_date') || '1970-01-01');
    return PERIODS.flatMap(({ name, startOf, between, lastDayOf }) => {
        const started = (session: Row) => startOf(session['session_date']!);
        const starts = groups(visits, started).map(([start]) => start);
        const firstDays = new Map(groups(visits, 'user_id').map(([user, ofUser]) => [user, earliest(ofUser, 'session_date')]));
        const cohorts = groups(visits, ({ user_id }) => startOf(firstDays.get(user_id!)!));
        return cohorts.flatMap(([cohort, ofCohort]) =>
            starts
                .filter((start) => start >= cohort)
                .map((start) => {
                    const came = ofCohort.filter((session) => started(session) === start);
                    return {
                        period: name,
                        cohort_start: cohort,
                        period_start: start,
                        periods_after: String(between(cohort, start)),
                        is_period_complete: String(lastDay > lastDayOf(start)),
                        cohort_users: String(known(ofCohort, 'user_id')),
                        users: String(known(came, 'user_id')),
                        buyers: String(known(having(came, 'purchases'), 'user_id')),
                        retention_rate: quotient(known(came, 'user_id'), known(ofCohort, 'user_id')),
                    };
                }),
        );
    });
}

/** Which fifth of all a customer is in: five times the share of those who are worse, and one; by recency, of those who are better. */
export function customerSegments(sessions: readonly Row[]): Row[] {
    const lastDay = dayOf(latest(sessions, 'session_date') || '1970-01-01');
    const customers = groups(ofKnown(having(sessions, 'purchases')), 'user_id').map(([user, ofUser]) => ({
        user,
        first: earliest(ofUser, 'session_date'),
        last: latest(ofUser, 'session_date'),
        frequency: ofUser.length,
        value: revenueOf(ofUser),
    }));
    const fifth = (worse: number) => 1 + Math.floor((5 * worse) / customers.length);
    return customers.map(({ user, first, last, frequency, value }) => {
        const scores = {
            recency: 6 - fifth(customers.filter((other) => other.last > last).length),
            frequency: fifth(customers.filter((other) => other.frequency < frequency).length),
            value: fifth(customers.filter((other) => other.value < value).length),
        };
        return {
            user_id: user,
            first_purchase_date: first,
            last_purchase_date: last,
            recency_days: String(lastDay - dayOf(last)),
            frequency: String(frequency),
            value: decimalText(value, 4),
            recency_score: String(scores.recency),
            frequency_score: String(scores.frequency),
            value_score: String(scores.value),
            segment: segmentOf(scores, frequency),
        };
    });
}

function segmentOf(scores: { recency: number; frequency: number; value: number }, purchases: number): string {
    if (Math.min(scores.recency, scores.frequency, scores.value) >= 4) return 'champion';
    if (scores.recency >= 3 && scores.frequency >= 3) return 'loyal';
    if (scores.recency >= 4 && purchases === 1) return 'new';
    if (scores.recency > 2) return 'occasional';
    return Math.max(scores.frequency, scores.value) >= 4 ? 'at risk' : 'lost';
}
