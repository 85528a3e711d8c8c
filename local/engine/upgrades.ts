import { upgrade5 } from './upgrade-5.js';

/** The version of the tables that this program writes. `upgrades` leads from each earlier one to the next. */
export const LAKE_VERSION = 6;

/** Statements that bring a lake from version n to n + 1, by n. */
export const upgrades: Readonly<Record<number, readonly string[]>> = {
    // Records of the quarantine have a name and a status.
    1: [
        'alter table clean.quarantine rename to quarantine_1',
        `create table clean.quarantine (
            quarantine_id varchar not null,
            table_name varchar not null,
            rule_name varchar not null,
            value varchar,
            file varchar not null,
            file_row bigint not null,
            run_id bigint not null,
            record varchar not null,
            status varchar not null,
            released_run_id bigint,
            dropped_at timestamp,
            drop_reason varchar
        )`,
        `insert into clean.quarantine
            select
                substr(md5(concat_ws('|', table_name, record)), 1, 16),
                table_name,
                rule_name,
                value,
                file,
                file_row,
                run_id,
                record,
                'open',
                null,
                null,
                null
            from clean.quarantine_1`,
        'drop table clean.quarantine_1',
    ],
    // Replicated files and the markers of complete loads.
    2: [
        'alter table state.ledger rename to ledger_2',
        `create table state.ledger (
            path varchar not null,
            checksum varchar not null,
            table_name varchar not null,
            bytes bigint not null,
            rows bigint,
            run_id bigint not null
        )`,
        'insert into state.ledger select path, checksum, table_name, bytes, null, run_id from state.ledger_2',
        'drop table state.ledger_2',
        `create table state.loads (
            generation integer not null,
            table_name varchar not null,
            start_time bigint not null,
            started_at timestamp not null,
            rows bigint not null,
            run_id bigint not null
        )`,
    ],
    // How far a session came in the order of time, and what a recurrent customer is.
    3: [
        'alter table model.fact_sessions rename to fact_sessions_3',
        `create table model.fact_sessions (
            session_id decimal(25, 0) not null using compression uncompressed,
            user_id bigint,
            device_type varchar not null,
            source_channel varchar not null,
            started_at timestamp not null,
            ended_at timestamp not null,
            session_date date not null,
            duration_seconds bigint not null,
            events integer not null,
            views integer not null,
            carts integer not null,
            removals integer not null,
            purchases integer not null,
            products_bought integer not null,
            units_bought bigint not null,
            revenue decimal(18, 4) not null,
            furthest_stage varchar not null,
            is_funnel_complete boolean not null,
            furthest_stage_in_order varchar not null
        )`,
        `insert into model.fact_sessions
            select
                sessions.*,
                case
                    when sessions.is_funnel_complete then 'purchase'
                    when in_order.session_id is not null then 'cart'
                    when sessions.views > 0 then 'view'
                    else 'none'
                end
            from model.fact_sessions_3 as sessions
            left join (
                select distinct carts.session_id
                from model.fact_user_events as carts
                inner join (
                    select
                        session_id,
                        min(event_time) as first_view_at
                    from model.fact_user_events
                    where event_type = 'view'
                    group by session_id
                ) as first_views
                    on carts.session_id = first_views.session_id
                where
                    carts.event_type = 'cart'
                    and carts.event_time >= first_views.first_view_at
            ) as in_order
                on sessions.session_id = in_order.session_id`,
        'drop table model.fact_sessions_3',
        `create table model.recurrence_policies (
            policy varchar not null,
            reading varchar not null,
            purchase_is varchar not null,
            products_are varchar not null,
            minimum_products integer not null,
            window_is varchar not null,
            window_days integer,
            holds varchar not null,
            minimum_purchases integer not null,
            minimum_gaps integer not null,
            highest_deviation_days decimal(18, 6),
            purchase_reason varchar not null,
            products_reason varchar not null,
            window_reason varchar not null,
            deviation_reason varchar not null
        )`,
    ],
    // Ids that another system gave users and products; who comes back, when and for what, which the next run predicts.
    4: [
        'alter table clean.users rename to users_4',
        `create table clean.users (
            user_id bigint not null,
            name varchar,
            email varchar,
            created_at timestamp,
            external_id varchar,
            _change_time bigint not null,
            _change_number bigint not null,
            _changed_at timestamp not null,
            _is_deleted boolean not null,
            _is_hidden boolean not null,
            _run_id bigint not null
        )`,
        'insert into clean.users by name select * from clean.users_4',
        'drop table clean.users_4',
        'alter table clean.products rename to products_4',
        `create table clean.products (
            product_id bigint not null,
            name varchar,
            brand_id bigint,
            category_id bigint,
            price decimal(18, 4),
            stock integer,
            external_id varchar,
            _change_time bigint not null,
            _change_number bigint not null,
            _changed_at timestamp not null,
            _is_deleted boolean not null,
            _is_hidden boolean not null,
            _run_id bigint not null
        )`,
        'insert into clean.products by name select * from clean.products_4',
        'drop table clean.products_4',
        'alter table model.dim_users add column external_id varchar',
        'alter table model.dim_products add column external_id varchar',
        'create table state.predictions (digest varchar not null)',
        `create table model.purchase_factors (
            factor varchar not null,
            first_band integer not null,
            second_band integer not null,
            purchases bigint not null,
            expected decimal(18, 6) not null,
            factor_value decimal(18, 6) not null
        )`,
        `create table model.return_curves (
            purchase_band integer not null,
            interval_step integer not null,
            days_since_last integer not null,
            days_ahead integer not null,
            purchase_date date not null,
            return_probability decimal(18, 6) not null,
            purchase_probability decimal(18, 6) not null
        )`,
        `create table model.customer_predictions (
            user_id bigint not null,
            as_of_date date not null,
            purchase_days bigint not null,
            last_purchase_date date not null,
            purchase_band integer not null,
            interval_step integer not null,
            days_since_last integer not null,
            typical_interval_days decimal(18, 6) not null,
            return_probability_7_days decimal(18, 6) not null,
            return_probability_30_days decimal(18, 6) not null,
            return_probability_60_days decimal(18, 6) not null,
            next_purchase_date date not null,
            earliest_50 date not null,
            latest_50 date not null,
            earliest_90 date not null,
            latest_90 date not null
        )`,
        `create table model.product_predictions (
            user_id bigint not null,
            place integer not null,
            product_id bigint not null,
            is_bought_before boolean not null,
            probability decimal(18, 6) not null
        )`,
    ],
    5: upgrade5,
};
