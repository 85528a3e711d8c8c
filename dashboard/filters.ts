import type { FilterName } from './visual.js';

/** What can be filtered by. */
export interface Filter {
    readonly name: FilterName;
    readonly title: string;
    /** A range of days, both included; one value of a list; or a path, which takes those below it too. */
    readonly kind: 'days' | 'value' | 'path';
    /** Where the values to choose from stand: a view and its column. */
    readonly values: { readonly view: string; readonly column: string };
}

const ACTIVITY = 'activity_by_day';

export const filters: readonly Filter[] = [
    { name: 'date', title: 'Days', kind: 'days', values: { view: ACTIVITY, column: 'event_date' } },
    { name: 'category', title: 'Category', kind: 'path', values: { view: ACTIVITY, column: 'category_name' } },
    { name: 'brand', title: 'Brand', kind: 'value', values: { view: ACTIVITY, column: 'brand' } },
    { name: 'device', title: 'Device', kind: 'value', values: { view: ACTIVITY, column: 'device_type' } },
    { name: 'channel', title: 'Channel', kind: 'value', values: { view: ACTIVITY, column: 'source_channel' } },
];
