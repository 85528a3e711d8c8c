/** Of all metrics that the lake puts itself; their dimension Lake has its name and environment. */
export const METRICS_NAMESPACE = 'ShopLake';
