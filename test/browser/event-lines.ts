/** Head of a file in the format that import reads. */
export const HEADER = 'event_time,event_type,product_id,category_id,category_code,brand,price,user_id,user_session';

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

/** An event, of which a test says what matters to it. */
export interface EventLine {
    readonly time: string;
    readonly type?: string;
    readonly product?: number;
    readonly category?: string;
    readonly brand?: string;
    readonly price?: string;
    readonly user?: number;
}
/** The event as a line of such a file; each user has one session. */
export const line = ({ time, type = 'view', product = 1, category = 'a.b', brand = 'acme', price = '10.00', user = 1 }: EventLine) =>
    `${time} UTC,${type},${product},9,${quoted(category)},${quoted(brand)},${price},${user},00000000-0000-4000-8000-00000000000${user}`;
