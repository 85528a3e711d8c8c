"""Rules of one line each: what a forecast has to beat. Each takes the known history, the customers and the origin."""

import numpy as np
import pandas as pd

from earlier import popularity, waits_seen
from history import HORIZON, History

NONE = HORIZON + 1


def _of_wait(wait: np.ndarray) -> dict:
    """A date that was told without regard to a return: bounded by what can be scored."""
    return {"median_given_return": np.clip(wait, 1, HORIZON), "restricted_median": np.clip(wait, 1, NONE)}


def constant(known: History, users: np.ndarray, start: int) -> dict:
    """The same for all: median wait and share of those of earlier as-of days."""
    seen = waits_seen(known)
    returned = seen["wait"] <= HORIZON
    return {
        "median_given_return": np.full(len(users), seen["wait"][returned].median()),
        "restricted_median": np.full(len(users), seen["wait"].median()),
        "return_probability": np.full(len(users), returned.mean()),
    }


def recency_only(known: History, users: np.ndarray, start: int) -> dict:
    """Medians and share of earlier customers who were as long away (fifths of theirs)."""
    seen = waits_seen(known)
    edges = np.unique(seen["recency"].quantile([0.2, 0.4, 0.6, 0.8]))
    seen["class"] = np.searchsorted(edges, seen["recency"])
    returned = seen[seen["wait"] <= HORIZON]
    table = pd.DataFrame(
        {
            "given": returned.groupby("class")["wait"].median(),
            "restricted": seen.groupby("class")["wait"].median(),
            "share": (seen["wait"] <= HORIZON).groupby(seen["class"]).mean(),
        }
    )
    table["given"] = table["given"].fillna(returned["wait"].median())
    mine = table.loc[np.searchsorted(edges, start - 1 - known.last_day(users, start))]
    return {"median_given_return": mine["given"].to_numpy(), "restricted_median": mine["restricted"].to_numpy(), "return_probability": mine["share"].to_numpy()}


def _after_last(known: History, users: np.ndarray, start: int, interval: np.ndarray) -> dict:
    return _of_wait(np.round(interval) - (start - 1 - known.last_day(users, start)))


def last_interval(known: History, users: np.ndarray, start: int) -> dict:
    gaps = known.purchase_days.dropna().groupby("user")["gap"]
    return _after_last(known, users, start, gaps.last().loc[users].to_numpy())


def personal_mean(known: History, users: np.ndarray, start: int) -> dict:
    gaps = known.purchase_days.dropna().groupby("user")["gap"]
    return _after_last(known, users, start, gaps.mean().loc[users].to_numpy())


def personal_median(known: History, users: np.ndarray, start: int) -> dict:
    gaps = known.purchase_days.dropna().groupby("user")["gap"]
    return _after_last(known, users, start, gaps.median().loc[users].to_numpy())


def population_mean(known: History, users: np.ndarray, start: int) -> dict:
    return _after_last(known, users, start, np.full(len(users), known.purchase_days["gap"].mean()))


def population_median(known: History, users: np.ndarray, start: int) -> dict:
    return _after_last(known, users, start, np.full(len(users), known.purchase_days["gap"].median()))


def _recurrent_days(known: History) -> tuple[np.ndarray, np.ndarray]:
    """Per day, how many customers were recurrent that morning, and how many of them bought."""
    recurrent = known.bought_before[:, :-1] >= 2
    return recurrent.sum(axis=0), (recurrent & known.bought).sum(axis=0)


def rates_by_weekday(known: History) -> np.ndarray:
    customers, buyers = _recurrent_days(known)
    weekday = known.weekday(np.arange(known.days))
    return np.bincount(weekday, buyers, 7) / np.maximum(np.bincount(weekday, customers, 7), 1)


def base_rate(known: History, users: np.ndarray, start: int) -> dict:
    """The same on each day: the share of recurrent customers who buy on a day."""
    customers, buyers = _recurrent_days(known)
    return {"days": np.full((len(users), HORIZON), buyers.sum() / customers.sum())}


def base_rate_by_weekday(known: History, users: np.ndarray, start: int) -> dict:
    rates = rates_by_weekday(known)[known.weekday(start + np.arange(HORIZON))]
    return {"days": np.tile(rates, (len(users), 1))}


def personal_rate_by_weekday(known: History, users: np.ndarray, start: int) -> dict:
    """The customer's own purchase days per day since the first, times what the weekday is to everyone."""
    rates = rates_by_weekday(known)
    first = known.bought[users].argmax(axis=1)
    own = (known.bought_before[users, start] - 1) / np.maximum(start - first, 1)
    shape = (rates / rates.mean())[known.weekday(start + np.arange(HORIZON))]
    return {"days": np.clip(own[:, None] * shape[None, :], 0, 1)}


def _top(frame: pd.DataFrame, order: list[str], users: np.ndarray, popular: np.ndarray) -> dict:
    """Three products per user by `order`, falling; filled up with what is popular."""
    ranked = frame.sort_values(["user", *order, "product"], ascending=[True, *[False] * len(order), True])
    three = ranked.groupby("user").head(3).groupby("user")["product"].agg(list).to_dict()
    best = np.argsort(-popular, kind="stable")[:6].tolist()
    return {"products": [(three.get(user, []) + [product for product in best if product not in three.get(user, [])])[:3] for user in users]}


def _lines(known: History, users: np.ndarray, popular: np.ndarray) -> pd.DataFrame:
    lines = known.lines[known.lines["user"].isin(users)]
    return lines.assign(popular=popular[lines["product"]])


def personal_top(known: History, users: np.ndarray, start: int) -> dict:
    """What the customer bought on most days; ties by popularity of 60 days."""
    popular = popularity(known, start, 60)
    days = _lines(known, users, popular).groupby(["user", "product"]).agg(days=("day", "nunique"), popular=("popular", "first")).reset_index()
    return _top(days, ["days", "popular"], users, popular)


def last_basket(known: History, users: np.ndarray, start: int) -> dict:
    """The three of the last purchase day that were the most popular in 60 days."""
    popular = popularity(known, start, 60)
    lines = _lines(known, users, popular)
    return _top(lines[lines["day"] == lines.groupby("user")["day"].transform("max")], ["popular"], users, popular)


def global_top(known: History, users: np.ndarray, start: int) -> dict:
    """The three most popular of 60 days, for everyone."""
    best = np.argsort(-popularity(known, start, 60), kind="stable")[:3].tolist()
    return {"products": [best] * len(users)}


SIMPLE = {
    "constant": constant,
    "recency only": recency_only,
    "last interval": last_interval,
    "personal mean interval": personal_mean,
    "personal median interval": personal_median,
    "population mean interval": population_mean,
    "population median interval": population_median,
    "base rate": base_rate,
    "base rate × weekday": base_rate_by_weekday,
    "personal rate × weekday": personal_rate_by_weekday,
    "personal top 3": personal_top,
    "last basket": last_basket,
    "global top 3": global_top,
}
