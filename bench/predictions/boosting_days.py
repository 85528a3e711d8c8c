"""Boosting by customer and day: does the customer buy on it? And by first purchase: the daily hazard, of which dates follow."""

import numpy as np
import pandas as pd

from bgnbd import medians
from earlier import begun_starts
from features import States
from history import HORIZON, History
from measures import DAILY
from tuning import predict, search, train, SEED

TRIES = 8
MOST_ROUNDS = 300
SEEDS = 1
# of the days without a purchase, the share that is learned from (weighted to make up for it): in the search, and in the end
SEARCHED, LEARNED = 0.1, 0.3
PURPOSE = {"objective": "binary", "metric": "binary_logloss"}


def _rows(known: History, states: States, starts: list[int], days: int, share: float) -> dict:
    """Customers × days of the horizon that have passed. `first`: no purchase in the horizon came before."""
    random = np.random.default_rng(SEED)
    parts, labels, firsts = [], [], []
    for start in starts:
        users = known.recurrent(start)
        passed = min(days, known.days - start)
        if not len(users) or passed <= 0:
            continue
        bought = known.bought[users, start : start + passed]
        first = (np.cumsum(bought, axis=1) - bought == 0).ravel()
        taken = bought.ravel() | (random.random(bought.size) < share)
        parts.append(states.customer_days(users, start, passed)[taken])
        labels.append(bought.ravel()[taken])
        firsts.append(first[taken])
    y = np.concatenate(labels).astype(float)
    return {"x": pd.concat(parts, ignore_index=True), "y": y, "weight": np.where(y > 0, 1, 1 / share), "first": np.concatenate(firsts)}


def _fold(known: History, states: States, start: int) -> tuple[dict, dict]:
    """Learn from what had passed on the morning of `start`, examine the 30 days from then on."""
    past = known.before(start)
    return _rows(past, states, begun_starts(past, 14, 7), HORIZON, SEARCHED), _rows(known, states, [start], DAILY, 1)


def boosted_days(known: History, users: np.ndarray, start: int, states: States) -> dict:
    folds = [_fold(known, states, start - DAILY), _fold(known, states, start - 2 * DAILY)]
    setting, rounds = search(PURPOSE, folds, TRIES, scale=4, most_rounds=MOST_ROUNDS)
    rows = _rows(known, states, begun_starts(known, 7, 7), HORIZON, LEARNED)
    first = {name: values[rows["first"]] for name, values in rows.items()}
    mine = states.customer_days(users, start, HORIZON)
    days = predict(train(setting, rounds, rows, SEEDS), mine).reshape(-1, HORIZON)
    hazard = predict(train(setting, rounds, first, SEEDS), mine).reshape(-1, HORIZON)
    return {
        **medians(1 - np.cumprod(1 - hazard, axis=1)),
        "days": days,
        "chosen": {"examples": len(rows["y"]), **setting, "rounds": rounds},
    }
