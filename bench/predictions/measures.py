"""How right a forecast was, per customer and origin, so that means, groups and bootstraps come from the same rows."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS = 2000
SEED = 20110901
DAILY = 30

# what a difference is told in: relative to the other's figure, or in points
MEASURES = {
    "date_mae": "relative",
    "restricted_mae": "relative",
    "return_brier": "relative",
    "daily_brier": "relative",
    "daily_auc": "points",
    "hit_at_3": "points",
    "recall_at_3": "points",
}


@dataclass(frozen=True)
class Truth:
    """One row per customer and origin."""

    user: np.ndarray
    earlier_days: np.ndarray
    wait: np.ndarray
    bought: np.ndarray
    baskets: list


def scores(truth: Truth, forecast: dict) -> dict[str, np.ndarray]:
    """A score per row, NaN where a row does not count for the measure. Daily AUC is no mean of rows: see `auc`."""
    returned = truth.wait <= 60
    found = {}
    if "median_given_return" in forecast:
        found["date_mae"] = np.where(returned, np.abs(truth.wait - forecast["median_given_return"]), np.nan)
    if "restricted_median" in forecast:
        found["restricted_mae"] = np.abs(truth.wait - forecast["restricted_median"])
    if "return_probability" in forecast:
        found["return_brier"] = (forecast["return_probability"] - returned) ** 2
    if "days" in forecast:
        found["daily_brier"] = ((forecast["days"][:, :DAILY] - truth.bought[:, :DAILY]) ** 2).mean(axis=1)
    if "products" in forecast:
        right = np.array([len(set(three) & basket) for three, basket in zip(forecast["products"], truth.baskets)], dtype=float)
        size = np.array([max(1, min(3, len(basket))) for basket in truth.baskets])
        found["hit_at_3"] = np.where(returned, right > 0, np.nan)
        found["recall_at_3"] = np.where(returned, right / size, np.nan)
    return found


class WeightedAuc:
    """The AUC of daily probabilities for any weights of the rows; ties count a half. Sorted once."""

    def __init__(self, probability: np.ndarray, bought: np.ndarray):
        flat = probability.ravel()
        order = np.argsort(flat, kind="stable")
        self.row = np.repeat(np.arange(len(probability)), probability.shape[1])[order]
        self.positive = bought.ravel()[order].astype(float)
        starts = np.r_[True, np.diff(flat[order]) > 0]
        self.first, self.tie = np.flatnonzero(starts), np.cumsum(starts) - 1

    def of(self, weights: np.ndarray) -> float:
        weight = weights[self.row]
        positive = np.add.reduceat(weight * self.positive, self.first)
        negative = np.add.reduceat(weight, self.first) - positive
        below = np.cumsum(negative) - negative / 2
        total = positive.sum() * negative.sum()
        return float(positive @ below / total) if total > 0 else float("nan")


def auc(truth: Truth, forecast: dict) -> WeightedAuc:
    return WeightedAuc(forecast["days"][:, :DAILY], truth.bought[:, :DAILY])


def groups(truth: Truth) -> dict[str, np.ndarray]:
    days = truth.earlier_days
    return {
        "all": days >= 2,
        "2": days == 2,
        "3-4": (days >= 3) & (days <= 4),
        "5-9": (days >= 5) & (days <= 9),
        "10+": days >= 10,
    }


def figures(truth: Truth, forecast: dict, rows: np.ndarray) -> dict[str, float]:
    """The measures over `rows` (true or false for each row)."""
    found = {name: float(np.nanmean(score[rows])) for name, score in scores(truth, forecast).items() if np.isfinite(score[rows]).any()}
    if "days" in forecast:
        found["daily_auc"] = auc(truth, forecast).of(rows.astype(float))
    return found


class Bootstrap:
    """Draws of customers with all their rows: a weight per draw and row."""

    def __init__(self, truth: Truth, draws: int = DRAWS):
        users, self.user_of_row = np.unique(truth.user, return_inverse=True)
        random = np.random.default_rng(SEED)
        self.weights = random.multinomial(len(users), np.full(len(users), 1 / len(users)), size=draws).astype(float)

    def means(self, score: np.ndarray) -> np.ndarray:
        """The mean score of each draw, over the rows that count."""
        counts = np.isfinite(score)
        sums = np.bincount(self.user_of_row, np.where(counts, score, 0), self.weights.shape[1])
        rows = np.bincount(self.user_of_row, counts, self.weights.shape[1])
        return (self.weights @ sums) / (self.weights @ rows)

    def aucs(self, curve: WeightedAuc) -> np.ndarray:
        """The AUC of each draw."""
        user, positive = self.user_of_row[curve.row], curve.positive > 0
        size = self.weights.shape[1]
        negatives = user[~positive]
        ends = np.cumsum(np.bincount(curve.tie[~positive], minlength=len(curve.first)))
        # above[i, j]: over the days on which customer i bought, the days of j without a purchase that were told less likely
        above, below, done = np.zeros((size, size)), np.zeros(size), 0
        ties, buyers = curve.tie[positive], user[positive]
        for tie in np.unique(ties):
            begin = ends[tie - 1] if tie else 0
            below += np.bincount(negatives[done:begin], minlength=size)
            equal = np.bincount(negatives[begin : ends[tie]], minlength=size)
            np.add.at(above, buyers[ties == tie], below + equal / 2)
            below += equal
            done = ends[tie]
        bought, not_bought = np.bincount(buyers, minlength=size), np.bincount(negatives, minlength=size)
        return ((self.weights @ above) * self.weights).sum(axis=1) / ((self.weights @ bought) * (self.weights @ not_bought))


def difference(kind: str, ours: float, theirs: float, our_draws: np.ndarray, their_draws: np.ndarray) -> dict:
    """Ours against theirs with its 95 % interval: a share of theirs, or points (hundredths)."""
    tell = (lambda a, b: a / b - 1) if kind == "relative" else (lambda a, b: (a - b) * 100)
    low, high = np.nanpercentile(tell(our_draws, their_draws), [2.5, 97.5])
    return {"kind": kind, "difference": float(tell(ours, theirs)), "low": float(low), "high": float(high)}


def concat(truths: list[Truth]) -> Truth:
    return Truth(
        np.concatenate([truth.user for truth in truths]),
        np.concatenate([truth.earlier_days for truth in truths]),
        np.concatenate([truth.wait for truth in truths]),
        np.concatenate([truth.bought for truth in truths]),
        [basket for truth in truths for basket in truth.baskets],
    )


def concat_forecasts(forecasts: list[dict]) -> dict:
    names = set.intersection(*(set(forecast) for forecast in forecasts))
    return {
        name: [three for forecast in forecasts for three in forecast[name]] if name == "products" else np.concatenate([forecast[name] for forecast in forecasts])
        for name in sorted(names)
    }
