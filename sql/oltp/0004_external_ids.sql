-- Ids that another system gave users and products. Rows may outgrow a page's share by them, so that PostgreSQL is told to keep
-- all values of these tables in their row: an update then still carries the whole row.

alter table public.users
    add column external_id varchar(200),
    alter column external_id set storage plain,
    alter column name set storage plain,
    alter column email set storage plain;

alter table public.products
    add column external_id varchar(200),
    alter column external_id set storage plain,
    alter column name set storage plain,
    alter column price set storage plain;
