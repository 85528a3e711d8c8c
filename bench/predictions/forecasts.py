"""Every baseline at one origin, and what then came true."""

import time

import numpy as np

from bgnbd import bgnbd
from boosting_dates import boosted_dates
from boosting_days import boosted_days
from boosting_products import Examples, boosted_products
from features import States
from history import HORIZON, History
from measures import Truth
from simple import SIMPLE


def truth_of(history: History, users: np.ndarray, start: int) -> Truth:
    waits = history.waits(users, start)
    baskets = history.lines.groupby(["user", "day"])["product"].agg(set)
    return Truth(
        users,
        history.bought_before[users, start],
        waits,
        history.bought[users, start : start + HORIZON],
        [baskets[(user, start + wait - 1)] if wait <= HORIZON else set() for user, wait in zip(users, waits)],
    )


def forecasts_at(known: History, users: np.ndarray) -> tuple[dict[str, dict], dict]:
    """
    The forecasts of all baselines by their names, and how they came about (settings chosen, seconds).

    @param known the shop before the origin `known.days`: nothing later is in reach
    """
    start = known.days
    states = States(known)
    models = {
        **SIMPLE,
        "BG/NBD": bgnbd,
        "boosting, direct": lambda *given: boosted_dates(*given, states),
        "boosting, by day": lambda *given: boosted_days(*given, states),
        "boosting, products": lambda *given: boosted_products(*given, Examples()),
    }
    made, how = {}, {}
    for name, model in models.items():
        began = time.monotonic()
        forecast = model(known, users, start)
        how[name] = {"seconds": round(time.monotonic() - began, 1), **({"chosen": forecast.pop("chosen")} if "chosen" in forecast else {})}
        if "days_by_weekday" in forecast:
            made[f"{name} × weekday"] = {"days": forecast.pop("days_by_weekday")}
        made[name] = forecast
    return made, how
