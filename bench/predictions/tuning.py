"""Random search of LightGBM's parameters, on days before the origin only."""

import lightgbm as lgb
import numpy as np

SEED = 20110901
MOST_ROUNDS = 300

FIXED = {
    "verbosity": -1,
    "seed": SEED,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "bagging_freq": 1,
    "bagging_fraction": 0.8,
    "max_bin": 127,
}

GRID = {
    "learning_rate": [0.03, 0.06],
    "num_leaves": [3, 4, 8, 16, 31],
    "min_data_in_leaf": [20, 50, 100, 200, 500],
    "lambda_l2": [0, 5, 20],
    "feature_fraction": [0.3, 0.6, 1.0],
}


def tries(count: int, scale: int = 1) -> list[dict]:
    """The same `count` random settings in every call. @param scale by which least rows of a leaf are multiplied in large tables"""
    random = np.random.default_rng(SEED)
    settings = [{name: values[random.integers(len(values))] for name, values in GRID.items()} for _ in range(count)]
    return [{**setting, "min_data_in_leaf": setting["min_data_in_leaf"] * scale} for setting in settings]


def data(rows: dict, reference: lgb.Dataset | None = None) -> lgb.Dataset:
    """@param rows x, y and where there are any weight and group"""
    return lgb.Dataset(rows["x"], rows["y"], weight=rows.get("weight"), group=rows.get("group"), reference=reference, params=FIXED, free_raw_data=False)


def search(purpose: dict, folds: list[tuple[dict, dict]], count: int, scale: int = 1, most_rounds: int = MOST_ROUNDS) -> tuple[dict, int]:
    """
    The setting (with its purpose) and number of rounds with the least loss (highest, for NDCG) over the folds, weighted by
    their examined rows.

    @param purpose objective and metric
    @param folds pairs of rows to learn from and rows to examine
    """
    sets = [(data(learn), data(examine)) for learn, examine in folds]
    sign = -1 if purpose["metric"] == "ndcg" else 1
    weights = [len(examine["y"]) for _, examine in folds]
    found = []
    for setting in tries(count, scale):
        setting = {**purpose, **setting}
        losses = []
        for learn, examine in sets:
            curve = {}
            examine.set_reference(learn)
            parameters = {**FIXED, **setting, "feature_pre_filter": False}
            lgb.train(parameters, learn, most_rounds, valid_sets=[examine], callbacks=[lgb.record_evaluation(curve), lgb.early_stopping(30, verbose=False)])
            curve = [sign * value for value in next(iter(curve["valid_0"].values()))]
            # a curve that stopped early stays at its last value, which is worse than its best
            losses.append(np.r_[curve, np.full(most_rounds - len(curve), curve[-1])])
        mean = np.average(losses, axis=0, weights=weights)
        found.append((mean.min(), int(mean.argmin()) + 1, setting))
    _, rounds, setting = min(found, key=lambda one: one[0])
    return setting, rounds


def train(setting: dict, rounds: int, rows: dict, seeds: int = 1) -> list[lgb.Booster]:
    return [lgb.train({**FIXED, **setting, "seed": SEED + number}, data(rows), rounds) for number in range(seeds)]


def predict(boosters: list[lgb.Booster], x) -> np.ndarray:
    """The mean of the boosters."""
    return np.mean([booster.predict(x, num_threads=1) for booster in boosters], axis=0)
