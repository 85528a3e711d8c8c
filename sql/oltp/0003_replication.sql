-- What replication needs: one publication of the six tables, and no TRUNCATE, which AWS DMS does not carry to the lake.

create publication lake for table
    public.users, public.brands, public.categories, public.products, public.sessions, public.events;

create function public.refuse_truncate() returns trigger language plpgsql as $$
begin
    raise exception 'TRUNCATE of % is refused: replication would not carry it to the lake', tg_table_name
        using hint = 'Use DELETE, or truncate with the trigger disabled and reload the table into the lake.';
end
$$;

create trigger refuse_truncate before truncate on public.users execute function public.refuse_truncate();
create trigger refuse_truncate before truncate on public.brands execute function public.refuse_truncate();
create trigger refuse_truncate before truncate on public.categories execute function public.refuse_truncate();
create trigger refuse_truncate before truncate on public.products execute function public.refuse_truncate();
create trigger refuse_truncate before truncate on public.sessions execute function public.refuse_truncate();
create trigger refuse_truncate before truncate on public.events execute function public.refuse_truncate();
