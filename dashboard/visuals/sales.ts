import type { Section } from '../visual.js';
import { brand, category, conversion, ofEvents, ofProducts, ofSessions, product, productName, purchases, revenue, revenueOfSessions, sessions } from './fields.js';

const units = { title: 'Units', sum: 'units', format: 'count', wish: 'more' } as const;

export const overview: Section = {
    title: 'How is the shop doing?',
    visuals: [
        { kind: 'figure', name: 'revenue', title: 'Revenue', question: 'How much did we sell?', view: 'activity_by_day', measure: revenue, filters: ofEvents },
        { kind: 'figure', name: 'purchases', title: 'Purchases', question: 'How many purchases were there?', view: 'activity_by_day', measure: purchases, filters: ofEvents },
        { kind: 'figure', name: 'sessions', title: 'Sessions', question: 'How many visits were there?', view: 'funnel_by_channel', measure: sessions, filters: ofSessions },
        { kind: 'figure', name: 'conversion', title: 'Conversion', question: 'Which share of the visits bought something?', view: 'funnel_by_channel', measure: conversion, filters: ofSessions },
        {
            kind: 'figure',
            name: 'abandonment',
            title: 'Abandoned carts',
            question: 'Which share of the visits with a cart bought nothing?',
            view: 'cart_abandonment',
            measure: { title: 'Abandoned carts', sum: 'sessions_abandoned', per: 'sessions_with_cart', format: 'share', wish: 'less' },
            filters: { date: 'session_date' },
        },
        {
            kind: 'trend',
            name: 'revenue-by-day',
            title: 'Revenue by day',
            question: 'Do we sell more than before?',
            view: 'activity_by_day',
            by: { title: 'Day', column: 'event_date', holds: 'day' },
            measure: revenue,
            filters: ofEvents,
        },
        {
            kind: 'funnel',
            name: 'funnel',
            title: 'From visit to purchase',
            question: 'Where do we lose visitors?',
            view: 'funnel_by_channel',
            stages: [
                sessions,
                { title: 'Viewed a product', sum: 'sessions_with_view', format: 'count', wish: 'more' },
                { title: 'Put it in the cart after that', sum: 'sessions_with_cart_after_view', format: 'count', wish: 'more' },
                { title: 'Bought after that', sum: 'sessions_complete', format: 'count', wish: 'more' },
            ],
            filters: ofSessions,
            note: 'Only what happened in this order counts; some buy without a cart, and they count in Conversion.',
        },
    ],
};

export const time: Section = {
    title: 'When do people buy?',
    visuals: [
        {
            kind: 'heat map',
            name: 'hours-of-the-week',
            title: 'Hours of the week',
            question: 'At which hours do people buy?',
            view: 'activity_by_hour',
            across: { title: 'Hour', column: 'hour_of_day', holds: 'hour' },
            down: { title: 'Weekday', column: 'day_of_week', holds: 'weekday' },
            measure: purchases,
            filters: { date: 'event_date', device: 'device_type', channel: 'source_channel' },
        },
        {
            kind: 'trend',
            name: 'conversion-by-day',
            title: 'Conversion by day',
            question: 'Do more of the visits end with a purchase?',
            view: 'funnel_by_channel',
            by: { title: 'Day', column: 'session_date', holds: 'day' },
            measure: conversion,
            filters: ofSessions,
        },
    ],
};

export const assortment: Section = {
    title: 'What sells?',
    visuals: [
        { kind: 'bars', name: 'categories', title: 'Categories', question: 'Which categories bring the revenue?', view: 'activity_by_day', by: category, measures: [revenue, units], isWhole: true, most: 10, filters: ofEvents },
        { kind: 'bars', name: 'brands', title: 'Brands', question: 'Which brands bring the revenue?', view: 'activity_by_day', by: brand, measures: [revenue, units], isWhole: true, most: 10, filters: ofEvents },
        {
            kind: 'scatter',
            name: 'products',
            title: 'Products: seen against bought',
            question: 'Which products are seen much and bought little, or the other way round?',
            view: 'product_conversion',
            of: [product, productName, brand, category],
            across: { title: 'Sessions that saw it', sum: 'sessions_with_view', format: 'count' },
            up: { title: 'Conversion', sum: 'sessions_with_view_and_purchase', per: 'sessions_with_view', format: 'share', wish: 'more' },
            size: revenue,
            most: 300,
            only: { has_enough_views: true },
            filters: ofProducts,
            note: 'Products that at least 20 sessions saw; those that most saw are drawn.',
        },
    ],
};

export const visits: Section = {
    title: 'Where do buyers come from?',
    visuals: [
        {
            kind: 'bars',
            name: 'channels',
            title: 'Channels',
            question: 'Which channels bring visits, and which bring buyers?',
            view: 'funnel_by_channel',
            by: { title: 'Channel', column: 'source_channel', holds: 'name' },
            measures: [sessions, conversion, revenueOfSessions],
            isWhole: true,
            most: 10,
            filters: ofSessions,
            note: 'Revenue is of the visits that began on these days, whatever day they bought on; the figure Revenue is of the days themselves.',
        },
        {
            kind: 'bars',
            name: 'devices',
            title: 'Devices',
            question: 'On which devices do people visit, and on which do they buy?',
            view: 'funnel_by_channel',
            by: { title: 'Device', column: 'device_type', holds: 'name' },
            measures: [sessions, conversion, revenueOfSessions],
            isWhole: true,
            most: 10,
            filters: ofSessions,
            note: 'Revenue is of the visits that began on these days, whatever day they bought on; the figure Revenue is of the days themselves.',
        },
        {
            kind: 'trend',
            name: 'carts-left',
            title: 'Left in the cart, by day',
            question: 'How much is left in carts?',
            view: 'cart_abandonment',
            by: { title: 'Day', column: 'session_date', holds: 'day' },
            measure: { title: 'Value left in carts', sum: 'value_left', format: 'money', wish: 'less' },
            filters: { date: 'session_date' },
            note: 'What was put in and neither taken out nor bought in the same session, at the highest price it was put in with.',
        },
    ],
};
