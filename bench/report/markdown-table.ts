/** A Markdown table. @param sides `-` for a column of numbers, which stand to the right */
export function markdownTable(header: readonly string[], sides: readonly (':' | '-')[], lines: readonly (readonly string[])[]): string {
    const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
    return [line(header), line(sides.map((side) => (side === '-' ? '--:' : '---'))), ...lines.map(line)].join('\n');
}
