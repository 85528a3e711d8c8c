"""Boosting that ranks a customer's candidates by whether they are in the next basket: a ranker and a classifier, each tuned, together."""

import numpy as np
import pandas as pd

from candidates import candidates
from history import HORIZON, History
from tuning import SEED, predict, search, train

TRIES = 3
MOST_ROUNDS = 150
# as-of days before the origin to learn from, and the customers of each at most
EVERY, STARTS, CUSTOMERS = 14, 6, 500
SEARCHED = 3
EXAMINED = 30
RANK = {"objective": "lambdarank", "metric": "ndcg", "eval_at": [3], "lambdarank_truncation_level": 6}
BINARY = {"objective": "binary", "metric": "ndcg", "eval_at": [3]}


class Examples:
    """Candidates of an as-of day, made once: they do not depend on what came after."""

    def __init__(self):
        self.made: dict[int, pd.DataFrame] = {}

    def of(self, known: History, start: int) -> pd.DataFrame:
        if start not in self.made:
            users = known.recurrent(start)
            if len(users) > CUSTOMERS:
                users = np.sort(np.random.default_rng([SEED, start]).choice(users, CUSTOMERS, replace=False))
            self.made[start] = candidates(known, users, start)
        return self.made[start]


def _rows(known: History, starts: list[int], examples: Examples) -> dict:
    """Candidates of those who had returned within 60 days, as far as was known; 1 for what was in that basket."""
    parts, labels, groups = [], [], []
    for start in starts:
        until = min(start + HORIZON, known.days)
        rows = examples.of(known, start)
        users = rows["user"].to_numpy()
        later = known.bought[:, start:until]
        returned = later.any(axis=1)
        next_day = np.where(returned, start + later.argmax(axis=1), -1)
        lines = known.lines[known.lines["day"].to_numpy() == next_day[known.lines["user"]]]
        size = len(known.product_ids)
        basket = np.unique(lines["user"].to_numpy() * size + lines["product"].to_numpy())
        label = np.isin(users * size + rows["product"].to_numpy(), basket)
        parts.append(rows[returned[users]])
        groups.append(parts[-1].groupby("user").size())
        labels.append(label[returned[users]])
    x = pd.concat(parts, ignore_index=True)
    return {"x": x.drop(columns=["user", "product"]), "y": np.concatenate(labels).astype(float), "group": np.concatenate(groups)}


def _starts(days: int) -> list[int]:
    """As-of days with a week or more after them, newest first."""
    return [start for start in range(days - EVERY, 13, -EVERY)][:STARTS]


def _fold(known: History, start: int, examples: Examples) -> tuple[dict, dict]:
    """Learn from what was known on the morning of `start`, examine what came next."""
    past = known.before(start)
    return _rows(past, _starts(start)[:SEARCHED], examples), _rows(known, [start], examples)


def boosted_products(known: History, users: np.ndarray, start: int, examples: Examples) -> dict:
    folds = [_fold(known, start - EXAMINED, examples), _fold(known, start - 2 * EXAMINED, examples)]
    rows = _rows(known, _starts(start), examples)
    mine = candidates(known, users, start)
    score, chosen = np.zeros(len(mine)), []
    for purpose in (RANK, BINARY):
        setting, rounds = search(purpose, folds, TRIES, scale=2, most_rounds=MOST_ROUNDS)
        chosen.append({**setting, "rounds": rounds})
        told = pd.Series(predict(train(setting, rounds, rows), mine.drop(columns=["user", "product"])), index=mine.index)
        by_user = told.groupby(mine["user"])
        score += (told - by_user.transform("mean")) / by_user.transform("std")
    ranked = mine.assign(score=score).sort_values(["user", "score", "product"], ascending=[True, False, True])
    three = ranked.groupby("user").head(3).groupby("user")["product"].agg(list)
    return {"products": three.loc[users].tolist(), "chosen": chosen}
