"""Boosting told to predict the measured thing itself: wait of who returns, bounded wait of all, and whether they return."""

import numpy as np
import pandas as pd

from earlier import complete_starts
from features import States
from history import HORIZON, History
from tuning import predict, search, train

TRIES = 4
FOLDS = 3
# the fewest rows before the examined as-of days from which a fold in time order is worth its name
LEAST = 500
CALENDAR = ["weekday", "month_day"]

WAIT = {"objective": "l1", "metric": "l1"}
RETURN = {"objective": "binary", "metric": "binary_logloss"}


def _folds(rows: pd.DataFrame, x: pd.DataFrame, y: np.ndarray) -> list[tuple[dict, dict]]:
    """Customers in five parts, and, where there are enough, the newest as-of days after those whose 60 days ended before them."""
    part = rows["user"].to_numpy() * 7919 % FOLDS
    chosen = [(part != number, part == number) for number in range(FOLDS)]
    start = rows["start"].to_numpy()
    newest = start > start.max() - 21
    before = start + HORIZON <= start[newest].min()
    if before.sum() >= LEAST:
        chosen.append((before, newest))
    take = lambda mask: {"x": x[mask], "y": y[mask]}
    return [(take(learn), take(examine)) for learn, examine in chosen]


def _learn(purpose: dict, rows: pd.DataFrame, x: pd.DataFrame, y: np.ndarray):
    setting, rounds = search(purpose, _folds(rows, x, y), TRIES)
    return train(setting, rounds, {"x": x, "y": y}, seeds=2), {**setting, "rounds": rounds}


def boosted_dates(known: History, users: np.ndarray, start: int, states: States) -> dict:
    rows, parts = [], []
    for earlier in complete_starts(known, 7):
        customers = known.recurrent(earlier)
        if len(customers):
            rows.append(pd.DataFrame({"start": earlier, "user": customers, "wait": known.waits(customers, earlier)}))
            parts.append(states.customers(customers, earlier))
    rows, x = pd.concat(rows, ignore_index=True), pd.concat(parts, ignore_index=True).drop(columns=CALENDAR)
    wait = rows["wait"].to_numpy(dtype=float)
    returned = wait <= HORIZON
    given, how_given = _learn(WAIT, rows[returned], x[returned], wait[returned])
    bounded, how_bounded = _learn(WAIT, rows, x, wait)
    returns, how_returns = _learn(RETURN, rows, x, returned.astype(float))
    mine = states.customers(users, start).drop(columns=CALENDAR)
    return {
        "median_given_return": np.clip(predict(given, mine), 1, HORIZON),
        "restricted_median": np.clip(predict(bounded, mine), 1, HORIZON + 1),
        "return_probability": predict(returns, mine),
        "chosen": {"examples": len(rows), "given": how_given, "bounded": how_bounded, "return": how_returns},
    }
