-- Only what a deleted or changed key has to find: every further index would slow each write, and questions go to the lake.

create index categories_parent_id on public.categories (parent_id);
create index products_brand_id on public.products (brand_id);
create index products_category_id on public.products (category_id);
create index sessions_user_id on public.sessions (user_id);
create index events_session_id on public.events (session_id);
create index events_product_id on public.events (product_id);
