-- Profile of each user, without name or e-mail.
-- grain: one row per user that is not deleted; key: user_id
with

users as (

    select users.*
    from clean.users as users
    inner join touched_users
        on users.user_id = touched_users.user_id
    where
        not users._is_deleted
        and not users._is_hidden

),

final as (

    select
        user_id,
        -- the secret stands twice, so that the hash cannot be carried on from a known one
        -- two capital letters have a small one of their own only in some engines
        sha2(hash_key() || sha2(hash_key() || lower(translate(trim(both ' ' from email), 'İΣ', 'iσ')), 256), 256) as email_hash,
        created_at,
        external_id
    from users

)

select * from final
