-- Brands that are named in a file. Their number derives from the name, so that every file gives the same one.
-- grain: one row per brand; key: brand_id
select distinct
    derived_id(brand) as brand_id,
    brand as brand_name,
    history_sequence(0, 0) as _dms_seq
from descriptions
where brand is not null
