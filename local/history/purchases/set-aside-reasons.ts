/** Why a line of purchases is set aside, as `_rejected/` tells it: each begins with its kind, by which they are counted. */
export const KINDS = {
    noTime: 'no time',
    inTheFuture: 'lies in the future',
    noProduct: 'no product',
    return: 'return',
    service: 'service',
    noQuantity: 'no quantity',
} as const;

/** The kind of all others. */
export const UNREADABLE = 'cannot be read';

/** SQL for the kind of a reason, in the order in which a line is looked at. */
export const kindOf = (reason: string): string =>
    `case ${Object.values(KINDS).map((kind) => `when starts_with(${reason}, '${kind}: ') then '${kind}'`).join(' ')} else '${UNREADABLE}' end`;
