"""What is known of a shop's customers before a day: the only thing that any model here is given.

Days are whole numbers, 0 is the first day of the data. An as-of day is named by the day after it, `start`: known is what lies
before `start`, and day d = 1..60 of the horizon is day `start + d - 1`.
"""

from dataclasses import dataclass
from functools import cached_property

import duckdb
import numpy as np
import pandas as pd

HORIZON = 60
BEFORE_FIRST_ORIGIN = 120


@dataclass(frozen=True)
class History:
    """Purchases: one row per user, day and product, with `user` and `product` as positions in `user_ids` and `product_ids`."""

    lines: pd.DataFrame
    user_ids: np.ndarray
    product_ids: np.ndarray
    first_date: pd.Timestamp
    days: int

    def before(self, start: int) -> "History":
        """The same shop as it was known in the morning of `start`."""
        return History(self.lines[self.lines["day"] < start], self.user_ids, self.product_ids, self.first_date, start)

    @cached_property
    def bought(self) -> np.ndarray:
        """Whether a customer bought on a day: users × days."""
        matrix = np.zeros((len(self.user_ids), self.days), dtype=bool)
        matrix[self.lines["user"], self.lines["day"]] = True
        return matrix

    @cached_property
    def bought_before(self) -> np.ndarray:
        """Purchase days before a day: users × (days + 1)."""
        counts = np.zeros((len(self.user_ids), self.days + 1), dtype=np.int32)
        np.cumsum(self.bought, axis=1, out=counts[:, 1:])
        return counts

    @cached_property
    def purchase_days(self) -> pd.DataFrame:
        """One row per customer and purchase day, in order: user, day, gap to the purchase day before (NaN at the first)."""
        user, day = np.nonzero(self.bought)
        days = pd.DataFrame({"user": user, "day": day})
        days["gap"] = days.groupby("user")["day"].diff()
        return days

    def weekday(self, day):
        """0 is Monday."""
        return (self.first_date.day_of_week + np.asarray(day)) % 7

    def recurrent(self, start: int) -> np.ndarray:
        """Customers with two purchase days or more before `start`."""
        return np.flatnonzero(self.bought_before[:, start] >= 2)

    def last_day(self, users: np.ndarray, start: int) -> np.ndarray:
        return start - 1 - np.argmax(self.bought[users, :start][:, ::-1], axis=1)

    def waits(self, users: np.ndarray, start: int) -> np.ndarray:
        """Days until the next purchase, 1..60; 61 where there is none in 60 days. Only for starts whose 60 days are known."""
        if start + HORIZON > self.days:
            raise ValueError(f"the 60 days from day {start} are not over on day {self.days}")
        horizon = self.bought[users, start : start + HORIZON]
        return np.where(horizon.any(axis=1), horizon.argmax(axis=1) + 1, HORIZON + 1)


def read_history(file: str) -> History:
    """@param file Parquet with user_id, day, product_id, units, revenue"""
    lines = duckdb.execute(
        "select user_id, cast(day as date) as day, product_id, sum(units) as units, sum(revenue)::double as revenue"
        " from read_parquet(?) group by all order by all",
        [file],
    ).df()
    lines["units"] = lines["units"].astype(float)
    dates = pd.to_datetime(lines["day"])
    user_ids, lines["user"] = np.unique(lines["user_id"], return_inverse=True)
    product_ids, lines["product"] = np.unique(lines["product_id"], return_inverse=True)
    lines["day"] = (dates - dates.min()).dt.days
    columns = ["user", "day", "product", "units", "revenue"]
    return History(lines[columns], user_ids, product_ids, dates.min(), int(lines["day"].max()) + 1)


def origins(history: History) -> list[int]:
    """First days of months with 120 days before them and 60 days of the data from them on."""
    dates = pd.date_range(history.first_date, periods=history.days)
    return [day for day, date in enumerate(dates) if date.day == 1 and day >= BEFORE_FIRST_ORIGIN and day + HORIZON <= history.days]
