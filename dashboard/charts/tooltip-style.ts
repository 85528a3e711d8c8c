/** What is shown where one points; drawn and not written as HTML, so that no name can be markup. */
export const tooltipStyle = {
    renderMode: 'richText',
    confine: true,
    transitionDuration: 0,
    backgroundColor: 'var(--card)',
    borderColor: 'var(--edge)',
    borderWidth: 1,
    padding: [8, 10],
    textStyle: { color: 'var(--ink)', fontSize: 13, lineHeight: 19 },
} as const;

/** Text without the markup of drawn text, `{style|text}`: a character without width parts the bracket from the name of a style. */
export const plainLabel = (text: string): string => text.replaceAll('{', '{\u200b');
