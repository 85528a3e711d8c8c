"""BG/NBD, the usual model of repeat buying (Fader, Hardie and Lee, Marketing Science 24, 2005), fitted with scipy.

Not with the package lifetimes: its last release is of 2020, and its optimiser has no bounds. The likelihood of shops where
nobody can be seen to leave rises towards a = 0, and there lifetimes 0.11.3 stops with a ConvergenceError (in two of the four
origins of Online Retail); where it ends, r and alpha are the same as here to three digits.
"""

import numpy as np
import pandas as pd
from scipy.optimize import minimize
from scipy.special import betaln, gammaln, hyp2f1

from history import HORIZON, History
from simple import rates_by_weekday

# of the logarithms of r, alpha, a and b; a = 0.001 is as good as 0
BOUNDS = [(-6, 6), (-3, 9), (-7, 7), (-7, 9)]
STARTS = [(0, 3, -1, 1), (0, 4, -4, 2), (0, 3, 0, 0)]


def summary(known: History) -> pd.DataFrame:
    """Per customer with a purchase: repeat purchase days, days from the first to the last, days from the first to the as-of day."""
    days = known.purchase_days.groupby("user")["day"].agg(["count", "min", "max"])
    return pd.DataFrame({"frequency": days["count"] - 1, "recency": days["max"] - days["min"], "age": known.days - 1 - days["min"]}).astype(float)


def _loss(logarithms: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> float:
    r, alpha, a, b = np.exp(logarithms)
    bought = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    stayed = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + age)
    left = np.where(x > 0, betaln(a + 1, b + np.maximum(x, 1) - 1) - betaln(a, b) - (r + x) * np.log(alpha + recency), -np.inf)
    return -np.mean(bought + np.logaddexp(stayed, left))


def fit(customers: pd.DataFrame) -> np.ndarray:
    """r, alpha, a and b of the highest likelihood among three starts."""
    columns = tuple(customers[name].to_numpy() for name in ("frequency", "recency", "age"))
    found = [minimize(_loss, start, args=columns, method="L-BFGS-B", bounds=BOUNDS) for start in STARTS]
    return np.exp(min(found, key=lambda result: result.fun).x)


def alive(parameters: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray) -> np.ndarray:
    r, alpha, a, b = parameters
    odds = a / (b + np.maximum(x, 1) - 1) * ((alpha + age) / (alpha + recency)) ** (r + x)
    return np.where(x > 0, 1 / (1 + odds), 1)


def expected(parameters: np.ndarray, x: np.ndarray, recency: np.ndarray, age: np.ndarray, ahead: np.ndarray) -> np.ndarray:
    """Purchases expected within each of `ahead` days: equation 10 of the paper; customers × ahead."""
    r, alpha, a, b = parameters
    x, age, share = x[:, None], age[:, None], alive(parameters, x, recency, age)[:, None]
    growth = hyp2f1(r + x, b + x, a + b + x - 1, ahead / (alpha + age + ahead))
    return share * (a + b + x - 1) / (a - 1) * (1 - ((alpha + age) / (alpha + age + ahead)) ** (r + x) * growth)


def medians(by_day: np.ndarray) -> dict:
    """Both dates and the chance of return from the chance per day 1..60 that the next purchase has come by then."""
    returns = by_day[:, -1]
    given = (by_day >= returns[:, None] / 2).argmax(axis=1) + 1
    reached = by_day >= 0.5
    return {
        "median_given_return": given.astype(float),
        "restricted_median": np.where(reached.any(axis=1), reached.argmax(axis=1) + 1, HORIZON + 1).astype(float),
        "return_probability": returns,
    }


def bgnbd(known: History, users: np.ndarray, start: int) -> dict:
    """`days` knows no weekdays, as the model does not; `days_by_weekday` is shared out by what weekdays are to all customers."""
    parameters = fit(summary(known))
    mine = summary(known).loc[users]
    x, recency, age = (mine[name].to_numpy() for name in ("frequency", "recency", "age"))
    r, alpha = parameters[:2]
    ahead = np.arange(HORIZON + 1)
    # who is alive buys at a rate of Gamma(r + x, alpha + age)
    none_yet = ((alpha + age)[:, None] / (alpha + age[:, None] + ahead[1:])) ** (r + x)[:, None]
    days = np.diff(expected(parameters, x, recency, age, ahead), axis=1)
    rates = rates_by_weekday(known)
    shape = (rates / rates.mean())[known.weekday(start + np.arange(HORIZON))]
    return {
        **medians(alive(parameters, x, recency, age)[:, None] * (1 - none_yet)),
        "days": np.clip(days, 0, 1),
        "days_by_weekday": np.clip(days * shape, 0, 1),
        "chosen": dict(zip(("r", "alpha", "a", "b"), parameters.round(4).tolist())),
    }
