/**
 * The views, each behind those that it reads, else as they are given. A view reads another by its bare name behind `from` or
 * `join`; the tables of the lake have their layer before them.
 *
 * @param sqlOf the statement of a view
 * @throws Error if views read each other in a circle
 */
export function viewsInOrder<T extends { readonly name: string }>(views: readonly T[], sqlOf: (view: T) => string): T[] {
    const byName = new Map(views.map((view) => [view.name, view]));
    const ordered = new Set<T>();
    const place = (view: T, readers: readonly T[]): void => {
        if (ordered.has(view)) return;
        if (readers.includes(view)) {
            const circle = [...readers.slice(readers.indexOf(view)), view].map(({ name }) => name);
            throw new Error(`The views of sql/athena read each other in a circle, so that none can be made first: ${circle.join(' reads ')}.`);
        }
        for (const name of viewsReadBy(sqlOf(view), byName)) place(byName.get(name)!, [...readers, view]);
        ordered.add(view);
    };
    for (const view of views) place(view, []);
    return [...ordered];
}

/**
 * Names of the views that a statement reads, in the order of its text, and as often as there. A name that `with` gives holds only
 * behind its statement: within it, the same name is the view.
 *
 * @param names those of the views
 */
export function viewsReadBy(sql: string, names: ReadonlyMap<string, unknown>): string[] {
    const code = sql.replaceAll(/--.*|'(?:[^']|'')*'/g, (hidden) => ' '.repeat(hidden.length));
    const givenFrom = new Map([...code.matchAll(/(?:\bwith|,)\s+(\w+)\s+as\s*\(/gi)].map((match) => [match[1]!, endOfBracket(code, match.index + match[0].length)]));
    return [...code.matchAll(/\b(?:from|join)\s+(\w+)\b(?!\s*[.(])/gi)]
        .filter(({ 1: name, index }) => names.has(name!) && !(index >= (givenFrom.get(name!) ?? Infinity)))
        .map(({ 1: name }) => name!);
}

/** Where the bracket that was opened right before `start` is closed. */
function endOfBracket(code: string, start: number): number {
    for (let [place, depth] = [start, 1]; place < code.length; place++) {
        if (code[place] === '(') depth += 1;
        if (code[place] === ')') depth -= 1;
        if (depth === 0) return place;
    }
    return code.length;
}
