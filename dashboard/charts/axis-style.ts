/** Axes and marks in the page's colours, which are variables: the charts follow light and dark by themselves. */
export const axisStyle = {
    axisLine: { lineStyle: { color: 'var(--line)' } },
    axisTick: { show: false },
    axisLabel: { color: 'var(--soft)', fontSize: 12 },
    splitLine: { lineStyle: { color: 'var(--line)' } },
} as const;
