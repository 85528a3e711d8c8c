/** The columns that one scan of a table reads. */
export interface Scan {
    /** With its layer, such as `model.daily_activity`. */
    readonly table: string;
    readonly columns: readonly string[];
}

/** A node of a plan as DuckDB's `explain (format json)` tells it; a list of one is told as a text. */
export interface PlanNode {
    readonly name: string;
    readonly children: readonly PlanNode[];
    readonly extra_info: Readonly<Record<string, string | readonly string[]>>;
}

/** Each scan of a table in a plan; a table that is scanned twice stands there twice, and one of which rows are counted only has no columns. */
export function plannedScans(plan: readonly PlanNode[]): Scan[] {
    return plan.flatMap(({ children, extra_info: info }) => {
        const table = info['Table'];
        const own = typeof table === 'string' ? [{ table: table.split('.').slice(-2).join('.'), columns: [info['Projections'] ?? []].flat() }] : [];
        return [...own, ...plannedScans(children)];
    });
}
