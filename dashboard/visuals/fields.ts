import type { Definition, Dimension, Measure } from '../visual.js';

/** What several visuals mean by the same word. */
export const revenue: Measure = { title: 'Revenue', sum: 'revenue', format: 'money', wish: 'more' };
/** Of sessions it counts on the day on which they began, of events on their own. */
export const revenueOfSessions: Measure = { ...revenue, title: 'Revenue of these visits' };
export const purchases: Measure = { title: 'Purchases', sum: 'purchases', format: 'count', wish: 'more' };
export const sessions: Measure = { title: 'Sessions', sum: 'sessions', format: 'count', wish: 'more' };
/** Sessions with a purchase per session: the shop's conversion. */
export const conversion: Measure = { title: 'Conversion', sum: 'sessions_with_purchase', per: 'sessions', format: 'share', wish: 'more' };

export const product: Dimension = { title: 'Product', column: 'product_id', holds: 'key' };
export const productName: Dimension = { title: 'Name', column: 'product_name', holds: 'name' };
export const brand: Dimension = { title: 'Brand', column: 'brand', holds: 'name' };
export const category: Dimension = { title: 'Category', column: 'category_name', holds: 'path' };
export const table: Dimension = { title: 'Table', column: 'table_name', holds: 'name' };

type Filtered = Definition['filters'];
/** Of events: by all filters. */
export const ofEvents: Filtered = { date: 'event_date', category: 'category_name', brand: 'brand', device: 'device_type', channel: 'source_channel' };
/** Of sessions, which have many categories and brands. */
export const ofSessions: Filtered = { date: 'session_date', device: 'device_type', channel: 'source_channel' };
/** Of products, as they are now and over all time. */
export const ofProducts: Filtered = { category: 'category_name', brand: 'brand' };
