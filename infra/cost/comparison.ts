/** Somebody else's month: what "Clickstream Analytics on AWS" says that it costs at 1,000 requests a second, USD. */
export const CLICKSTREAM = {
    source: 'https://github.com/awslabs/clickstream-analytics-on-aws/blob/main/docs/en/plan-deployment/cost.md',
    parts: {
        'ingestion, Kinesis on demand': 1108,
        'data transfer by a VPC endpoint': 148.1,
        'processing and modelling, hourly': 1014,
        'reporting, two authors and ten readers': 66.8,
        'logs and monitoring': 14,
        'secrets': 0.8,
        'Global Accelerator': 48,
        'access logs of the load balancer': 38,
    },
    /** In a month of 730 hours. */
    requests: 1000 * 3600 * 730,
} as const;

/** USD a million requests: 0.93. */
export const clickstreamPerMillion = (): number => perMillionRequests(Object.values(CLICKSTREAM.parts).reduce((sum, usd) => sum + usd, 0));

/** USD a million requests, of a part of its month. */
export const perMillionRequests = (usd: number): number => (usd / CLICKSTREAM.requests) * 1e6;
