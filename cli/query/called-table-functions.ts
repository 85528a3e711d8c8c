/** Names of the functions, in lower case, that a statement reads rows from; the tree is what `json_serialize_sql` returns. */
export function calledTableFunctions(tree: unknown): ReadonlySet<string> {
    const names = new Set<string>();
    const visit = (node: unknown): void => {
        if (typeof node !== 'object' || node === null) {
            return;
        }
        if ('type' in node && node.type === 'TABLE_FUNCTION' && 'function' in node) {
            names.add((node.function as { readonly function_name: string }).function_name.toLowerCase());
        }
        Object.values(node).forEach(visit);
    };
    visit(tree);
    return names;
}
