import { QueryError } from './query-error.js';

/** Whether a view answers. */
export interface CheckedView {
    readonly view: string;
    readonly state: 'answers' | 'fails';
    /** What Athena said of one that fails. */
    readonly reason?: string;
}

export interface CheckOfViews {
    /** One sentence. */
    readonly says: string;
    readonly views: readonly CheckedView[];
}

/** Athena runs some twenty queries of an account at a time: analysts ask, too. */
const AT_ONCE = 4;

/** Asks each view for no rows, which shows whether it fits its tables still. */
export async function checkViews(views: readonly string[], ask: (sql: string) => Promise<unknown>): Promise<readonly CheckedView[]> {
    const checked: CheckedView[] = [];
    for (let first = 0; first < views.length; first += AT_ONCE) {
        checked.push(...(await Promise.all(views.slice(first, first + AT_ONCE).map((view) => check(view, ask)))));
    }
    return checked;
}

async function check(view: string, ask: (sql: string) => Promise<unknown>): Promise<CheckedView> {
    try {
        await ask(`select * from ${view} limit 0`);
        return { view, state: 'answers' };
    } catch (error) {
        // Whatever else it is, such as a right that is missing, fails the check whole.
        if (!(error instanceof QueryError)) throw error;
        return { view, state: 'fails', reason: error.message };
    }
}

/** @param wasRun whether the phase facts has succeeded once: before it, views have nothing to read */
export function conclude(views: readonly CheckedView[], wasRun: boolean): CheckOfViews {
    const failing = views.filter(({ state }) => state === 'fails').map(({ view }) => view);
    if (failing.length === 0) return { says: `All ${views.length} views answer.`, views };
    if (!wasRun) return { says: 'No run of the phase facts has succeeded within ten days: before the first one there are no tables that views could read; start it and check again.', views };
    return { says: `${failing.length} of ${views.length} views fail: ${failing.join(', ')}.`, views };
}
