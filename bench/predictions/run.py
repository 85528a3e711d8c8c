"""Compares predictions of purchases with what Python users would take. See README.md."""

import argparse
import json
import sys
import time
from pathlib import Path

import numpy as np

from bgnbd import bgnbd
from history import HORIZON, History, origins, read_history
from measures import Bootstrap, Truth, concat, concat_forecasts, figures, groups
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


def main():
    history = read_history(sys.argv[1])
    truths, forecasts = [], {}
    for start in origins(history):
        known = history.before(start)
        users = known.recurrent(start)
        truths.append(truth_of(history, users, start))
        for name, model in {**SIMPLE, "bgnbd": bgnbd}.items():
            t = time.time()
            f = model(known, users, start)
            print(start, name, round(time.time() - t, 2), f.pop("chosen", ""), file=sys.stderr)
            forecasts.setdefault(name, []).append(f)
    truth = concat(truths)
    for name, f in forecasts.items():
        print(name, {k: round(v, 5) for k, v in figures(truth, concat_forecasts(f), groups(truth)["all"]).items()})


main()
