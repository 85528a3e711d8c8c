"""Examples of the past: as-of days before an origin, and what was known to follow them when the origin came."""

import numpy as np
import pandas as pd

from history import HORIZON, History

# the first as-of days lie this many days after the first day of the data
RUN_IN = 14


def complete_starts(known: History, every: int) -> list[int]:
    """As-of days whose 60 days end before the origin `known.days`, newest first."""
    return list(range(known.days - HORIZON, RUN_IN - 1, -every))


def begun_starts(known: History, every: int, least: int) -> list[int]:
    """As-of days of which `least` days or more of the horizon have passed, newest first."""
    return list(range(known.days - least, RUN_IN - 1, -every))


def waits_seen(known: History, every: int = 1) -> pd.DataFrame:
    """One row per as-of day and recurrent customer: start, user, recency, wait (61: none in 60 days)."""
    parts = []
    for start in complete_starts(known, every):
        users = known.recurrent(start)
        if len(users):
            recency = start - 1 - known.last_day(users, start)
            parts.append(pd.DataFrame({"start": start, "user": users, "recency": recency, "wait": known.waits(users, start)}))
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame({"start": [], "user": [], "recency": [], "wait": []})


def popularity(known: History, start: int, window: int) -> np.ndarray:
    """Per product, on how many customers' days of the last `window` days it was bought."""
    day = known.lines["day"]
    recent = known.lines["product"][(day >= start - window) & (day < start)]
    return np.bincount(recent, minlength=len(known.product_ids))
