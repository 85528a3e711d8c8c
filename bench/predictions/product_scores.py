"""The product's own predictions, as the lake's backtest writes them, in the order of the bench's rows."""

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from history import HORIZON, History


class WrongInput(Exception):
    """A sentence for whoever called the bench."""


def _rows(file: Path, columns: str, keys: pd.DataFrame, each: int) -> pd.DataFrame:
    """The file's rows of our customers and origins, `each` of every one, in our order."""
    if not file.exists():
        raise WrongInput(f"{file} is not there: --scores needs waits.parquet, days.parquet and products.parquet.")
    try:
        found = duckdb.execute(
            f"select user_id, cast(origin as date) as origin, {columns} from read_parquet(?) as told"
            " where exists (from keys where keys.user_id = told.user_id and keys.origin = cast(told.origin as date))",
            [str(file)],
        ).df()
    except duckdb.Error as fault:
        raise WrongInput(f"{file} cannot be read as user_id, origin, {columns}: {str(fault).splitlines()[0]}") from fault
    found["origin"] = pd.to_datetime(found["origin"])
    counts = keys.merge(found.groupby(["user_id", "origin"]).size().rename("rows").reset_index(), on=["user_id", "origin"], how="left")
    wrong = counts[counts["rows"] != each]
    if len(wrong):
        one = wrong.iloc[0]
        raise WrongInput(
            f"{file} lacks predictions, or has several: {len(wrong)} of {len(keys)} customers and origins do not have {each} row(s),"
            f" such as customer {one['user_id']} at {one['origin'].date()} with {0 if pd.isna(one['rows']) else int(one['rows'])}."
        )
    if found.isna().any(axis=None):
        raise WrongInput(f"{file} has empty values among {columns}.")
    return found


def product_forecast(folder: Path, history: History, units: list[tuple[int, np.ndarray]]) -> dict:
    """@param units origins and their customers, in the order of the truth"""
    date = lambda start: history.first_date + pd.Timedelta(days=start)
    keys = pd.concat([pd.DataFrame({"user_id": history.user_ids[users], "origin": date(start)}) for start, users in units], ignore_index=True)
    keys["row"] = np.arange(len(keys))
    ordered = lambda rows, by: rows.merge(keys, on=["user_id", "origin"]).sort_values(by)
    waits = ordered(_rows(folder / "waits.parquet", "median_given_return, restricted_median, return_probability", keys, 1), ["row"])
    days = ordered(_rows(folder / "days.parquet", "d, probability", keys, HORIZON), ["row", "d"])
    if (days["d"].to_numpy().reshape(-1, HORIZON) != np.arange(1, HORIZON + 1)).any():
        raise WrongInput(f"{folder / 'days.parquet'}: d is not 1 to {HORIZON} for every customer and origin.")
    products = ordered(_rows(folder / "products.parquet", "products", keys, 1), ["row"])
    position = {product: number for number, product in enumerate(history.product_ids)}
    threes = [[position.get(product, -1) for product in three] for three in products["products"]]
    if any(len(three) > 3 for three in threes):
        raise WrongInput(f"{folder / 'products.parquet'} has more than three products for a customer.")
    return {
        **{name: waits[name].to_numpy(dtype=float) for name in ("median_given_return", "restricted_median", "return_probability")},
        "days": days["probability"].to_numpy(dtype=float).reshape(-1, HORIZON),
        "products": threes,
    }
