-- Profile of each user that a run changed, without name or e-mail.
-- grain: one row per user that is not deleted; key: user_id
with

users as (

    select * from clean.users
    where _run_id = run_id()

),

final as (

    select
        user_id,
        -- the secret stands twice, so that the hash cannot be carried on from a known one
        sha2(hash_key() || sha2(hash_key() || lower(trim(both ' ' from email)), 256), 256) as email_hash,
        created_at
    from users
    where
        not _is_deleted
        and not _is_hidden

)

select * from final
