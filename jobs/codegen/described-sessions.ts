/** The sessions that describe events where it is not few events that are built: all of them. */
export const DESCRIBED_SESSIONS = `select
    session_id,
    user_id,
    device_type,
    channel
from clean.sessions
where
    not _is_deleted
    and not _is_hidden`;
