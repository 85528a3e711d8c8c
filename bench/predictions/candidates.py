"""Products that a customer may buy next, with what boosting is told of each. Only days before `start` are looked at."""

import numpy as np
import pandas as pd

from earlier import popularity
from history import History

# per customer: own products (bought on most days, then last), popular ones, and those bought by who buys the same
OWN, POPULAR, ALIKE = 80, 40, 20
# products that are compared with each other: dense matrix of this size
MOST_COMPARED = 4000


def _alike(past: History, users: np.ndarray) -> np.ndarray:
    """Customers × products: how near a product is to what the customer bought (cosine of products over customers)."""
    pairs = past.lines[["user", "product"]].drop_duplicates()
    counts = np.bincount(pairs["product"], minlength=len(past.product_ids))
    compared = np.argsort(-counts, kind="stable")[:MOST_COMPARED]
    column = np.full(len(counts), -1)
    column[compared] = np.arange(len(compared))
    pairs = pairs[column[pairs["product"]] >= 0]
    matrix = np.zeros((len(past.user_ids), len(compared)), dtype=np.float32)
    matrix[pairs["user"], column[pairs["product"]]] = 1
    # large customers tell less of what goes together
    matrix /= np.sqrt(np.maximum(matrix.sum(axis=1, keepdims=True), 1))
    norm = matrix / np.maximum(np.sqrt((matrix**2).sum(axis=0)), 1e-9)
    near = norm.T @ norm
    np.fill_diagonal(near, 0)
    scores = np.zeros((len(users), len(counts)), dtype=np.float32)
    scores[:, compared] = matrix[users] @ near
    return scores


def _own(past: History, users: np.ndarray, start: int) -> pd.DataFrame:
    """One row per customer and product bought: days, first, last and the middle gap between."""
    lines = past.lines[past.lines["user"].isin(users)].sort_values(["user", "product", "day"])
    lines = lines.assign(gap=lines.groupby(["user", "product"])["day"].diff())
    own = lines.groupby(["user", "product"]).agg(
        own_days=("day", "size"), own_first=("day", "first"), own_last=("day", "last"), own_gap=("gap", "mean"), own_units=("units", "mean"), own_revenue=("revenue", "sum")
    )
    return own.reset_index()


def candidates(history: History, users: np.ndarray, start: int) -> pd.DataFrame:
    """One row per customer and candidate, customer by customer: `user`, `product` and features."""
    past = history.before(start)
    own = _own(past, users, start)
    own["rank"] = own.sort_values(["user", "own_days", "own_last"], ascending=[True, False, False]).groupby("user").cumcount()
    pop30, pop60, ever = popularity(past, start, 30), popularity(past, start, 60), popularity(past, start, start)
    alike = _alike(past, users)
    popular = np.argsort(-(pop30 + pop60 / 2), kind="stable")[:POPULAR]
    nearest = np.argpartition(-alike, ALIKE, axis=1)[:, :ALIKE]
    named = pd.concat(
        [
            own.loc[own["rank"] < OWN, ["user", "product"]],
            pd.DataFrame({"user": np.repeat(users, len(popular)), "product": np.tile(popular, len(users))}),
            pd.DataFrame({"user": np.repeat(users, ALIKE), "product": nearest.ravel()}),
        ]
    )
    rows = named.drop_duplicates().sort_values(["user", "product"]).merge(own, on=["user", "product"], how="left")
    user, product = rows["user"].to_numpy(), rows["product"].to_numpy()
    position = np.searchsorted(users, user)
    days = past.bought_before[user, start]
    last_day = past.last_day(users, start)[position]
    lines = past.lines
    first_sold = lines.groupby("product")["day"].min().reindex(np.arange(len(past.product_ids))).to_numpy()
    last_sold = lines.groupby("product")["day"].max().reindex(np.arange(len(past.product_ids))).to_numpy()
    pairs = lines.groupby(["product", "user"]).size()
    again = (pairs > 1).groupby("product").mean().reindex(np.arange(len(past.product_ids))).to_numpy()
    price = (lines.groupby("product")["revenue"].sum() / lines.groupby("product")["units"].sum()).reindex(np.arange(len(past.product_ids))).to_numpy()
    mean_basket = lines.groupby("user").size().reindex(users).to_numpy() / past.bought_before[users, start]
    recency = start - 1 - rows["own_last"]
    rows["own_days"] = rows["own_days"].fillna(0)
    rows["own_recency"] = recency
    rows["own_share"] = rows["own_days"] / days
    rows["own_gap_passed"] = recency / rows["own_gap"]
    rows["own_age"] = start - rows["own_first"]
    rows["own_share_since_first"] = rows["own_days"] / np.maximum(rows["own_age"], 1) * (start - past.bought[user].argmax(axis=1)) / days
    rows["in_last_basket"] = (rows["own_last"] == last_day).astype(float)
    rows["days_since_own"] = days - past.bought_before[user, np.minimum(rows["own_last"].fillna(-1).to_numpy(dtype=int) + 1, start)]
    rows["popular_30"] = pop30[product]
    rows["popular_60"] = pop60[product]
    rows["popular_ever"] = ever[product] / np.maximum(start - first_sold[product], 1)
    rows["trend"] = (pop30[product] + 1) / (pop60[product] - pop30[product] + 1)
    rows["product_age"] = start - first_sold[product]
    rows["product_recency"] = start - 1 - last_sold[product]
    rows["bought_again"] = again[product]
    rows["price"] = price[product]
    rows["alike"] = alike[position, product]
    rows["alike_rank"] = rows.groupby("user")["alike"].rank(ascending=False)
    rows["count"] = days
    rows["recency"] = start - 1 - last_day
    rows["mean_basket"] = mean_basket[position]
    return rows.drop(columns=["rank", "own_first", "own_last"])
