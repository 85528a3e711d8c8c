"""What boosting is told of a customer on an as-of day. Only days before `start` are looked at: see test_predictions.py."""

import numpy as np
import pandas as pd

from history import History

WINDOWS = (7, 14, 30, 60, 90)


class States:
    """What a customer is like after the k-th purchase day: one row per customer and purchase day, so that an as-of day is a look-up."""

    def __init__(self, history: History):
        self.history = history
        days = history.purchase_days.copy()
        baskets = history.lines.groupby(["user", "day"]).agg(products=("product", "size"), units=("units", "sum"), revenue=("revenue", "sum"))
        days = days.join(baskets, on=["user", "day"])
        by_user = days.groupby("user")
        gaps = by_user["gap"]
        days["count"] = by_user.cumcount() + 1
        days["first"] = by_user["day"].transform("first")
        days["mean_gap"] = gaps.transform(lambda gap: gap.expanding().mean())
        days["median_gap"] = gaps.transform(lambda gap: gap.expanding().median())
        days["longest_gap"] = gaps.transform("cummax")
        days["shortest_gap"] = gaps.transform("cummin")
        days["gap_deviation"] = gaps.transform(lambda gap: gap.expanding().std())
        days["recent_gap"] = gaps.transform(lambda gap: gap.ewm(halflife=2).mean())
        days["gap_before"] = gaps.shift()
        for name in ("products", "units", "revenue"):
            days[f"mean_{name}"] = by_user[name].cumsum() / days["count"]
        weekday = history.weekday(days["day"])
        for number in range(7):
            days[f"weekday_{number}"] = pd.Series(weekday == number, index=days.index).groupby(days["user"]).cumsum()
        self.first_row = np.searchsorted(days["user"], np.arange(len(history.user_ids)))
        self.columns = {name: days[name].to_numpy(dtype=np.float32) for name in days.columns if name != "user"}

    def customers(self, users: np.ndarray, start: int) -> pd.DataFrame:
        """One row per customer."""
        counts = self.history.bought_before
        row = self.first_row[users] + counts[users, start] - 1
        at = {name: values[row] for name, values in self.columns.items()}
        recency = start - 1 - at["day"]
        age = start - 1 - at["first"]
        found = {
            "recency": recency,
            "age": age,
            "count": at["count"],
            "mean_gap": at["mean_gap"],
            "median_gap": at["median_gap"],
            "last_gap": at["gap"],
            "gap_before": at["gap_before"],
            "recent_gap": at["recent_gap"],
            "longest_gap": at["longest_gap"],
            "shortest_gap": at["shortest_gap"],
            "gap_deviation": at["gap_deviation"],
            "recency_by_mean": recency / at["mean_gap"],
            "recency_by_median": recency / at["median_gap"],
            "recency_by_longest": recency / at["longest_gap"],
            "rate": at["count"] / (age + 30),
            "mean_wait": np.maximum(at["mean_gap"] - recency, 0),
            "last_products": at["products"],
            "last_revenue": at["revenue"],
            "mean_products": at["mean_products"],
            "mean_revenue": at["mean_revenue"],
            "mean_units": at["mean_units"],
        }
        for window in WINDOWS:
            found[f"days_in_{window}"] = (counts[users, start] - counts[users, max(0, start - window)]).astype(np.float32)
        found["weekday"] = np.full(len(users), self.history.weekday(start), dtype=np.float32)
        found["month_day"] = np.full(len(users), self.date(start).day, dtype=np.float32)
        return pd.DataFrame(found, dtype=np.float32)

    def date(self, day: int) -> pd.Timestamp:
        return self.history.first_date + pd.Timedelta(days=day)

    def weekday_shares(self, users: np.ndarray, start: int) -> tuple[np.ndarray, np.ndarray]:
        """Everyone's share of purchase days per weekday before `start`, and each customer's, drawn to everyone's by four days."""
        weekday = self.history.weekday(np.arange(start))
        everyone = np.bincount(weekday, self.history.bought[:, :start].sum(axis=0), 7)
        everyone = everyone / everyone.sum()
        row = self.first_row[users] + self.history.bought_before[users, start] - 1
        own = np.stack([self.columns[f"weekday_{number}"][row] for number in range(7)], axis=1)
        return everyone, (own + 4 * everyone) / (own.sum(axis=1, keepdims=True) + 4)

    def customer_days(self, users: np.ndarray, start: int, days: int) -> pd.DataFrame:
        """One row per customer and day 1..`days` of the horizon, customer by customer."""
        customers = self.customers(users, start).drop(columns=["weekday", "month_day"])
        frame = customers.loc[customers.index.repeat(days)].reset_index(drop=True)
        ahead = np.arange(1, days + 1)
        everyone, own = self.weekday_shares(users, start)
        weekday = self.history.weekday(start + ahead - 1)
        month_day = np.array([self.date(start + number - 1).day for number in ahead])
        tiled = lambda values: np.tile(values, len(users)).astype(np.float32)
        frame["ahead"] = tiled(ahead)
        frame["since"] = frame["recency"] + frame["ahead"]
        frame["since_by_mean"] = frame["since"] / frame["mean_gap"]
        frame["since_by_median"] = frame["since"] / frame["median_gap"]
        frame["since_minus_last"] = frame["since"] - frame["last_gap"]
        frame["weekday"] = tiled(weekday)
        frame["month_day"] = tiled(month_day)
        frame["weekday_share"] = tiled(everyone[weekday])
        frame["own_weekday_share"] = own[:, weekday].ravel().astype(np.float32)
        frame["expected"] = frame["rate"] * frame["own_weekday_share"] * 7
        return frame
