"""Claims about the bench: python3.11 bench/predictions/test_predictions.py"""

from environment import run_inside

if __name__ == "__main__":
    run_inside()

import tempfile
import unittest
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from bgnbd import expected, fit, medians
from candidates import candidates
from features import States
from history import History, origins, read_history
from measures import Bootstrap, Truth, WeightedAuc, difference, figures, groups
from product_scores import WrongInput, product_forecast
from report import compare, counts, markdown, measure
from simple import base_rate_by_weekday, constant, last_interval, personal_mean, personal_top

FIRST = pd.Timestamp("2024-01-01")


def shop(purchases: list[tuple[int, int, int]], days: int) -> History:
    """@param purchases user, day and product, as positions"""
    lines = pd.DataFrame(purchases, columns=["user", "day", "product"]).sort_values(["user", "day", "product"])
    lines["units"], lines["revenue"] = 1.0, 2.0
    return History(lines, np.arange(lines["user"].max() + 1), np.arange(lines["product"].max() + 1), FIRST, days)


def busy_shop(seed: int = 1) -> History:
    random = np.random.default_rng(seed)
    rows = {(int(user), int(day), int(product)) for user, day, product in zip(random.integers(0, 40, 3000), random.integers(0, 150, 3000), random.integers(0, 60, 3000) ** 2 // 60)}
    return shop(sorted(rows), 150)


class Histories(unittest.TestCase):
    def test_origins_are_firsts_of_months_with_120_days_before_and_60_from_it_on(self):
        # 2024-01-01 + 120 days = 2024-04-30; 242 days end on 2024-08-29, so 2024-07-01 has its 60 days (to 08-29)
        self.assertEqual([str((FIRST + pd.Timedelta(days=day)).date()) for day in origins(shop([(0, 0, 0), (0, 241, 0)], 242))], ["2024-05-01", "2024-06-01", "2024-07-01"])
        self.assertEqual(len(origins(shop([(0, 0, 0), (0, 240, 0)], 241))), 2)

    def test_wait_counts_from_the_day_before_the_origin_and_is_61_without_a_purchase_in_60_days(self):
        history = shop([(0, 100, 0), (1, 159, 0), (2, 160, 0)], 200)
        self.assertEqual(history.waits(np.array([0, 1, 2]), 100).tolist(), [1, 60, 61])
        with self.assertRaises(ValueError):
            history.waits(np.array([0]), 141)

    def test_features_of_a_day_are_the_same_when_nothing_later_is_there(self):
        history = busy_shop()
        users = history.recurrent(80)
        pd.testing.assert_frame_equal(States(history).customer_days(users, 80, 60), States(history.before(80)).customer_days(users, 80, 60))
        pd.testing.assert_frame_equal(candidates(history, users, 80), candidates(history.before(80), users, 80))

    def test_features_say_what_the_purchase_days_say(self):
        row = States(shop([(0, 3, 0), (0, 13, 0), (0, 15, 0), (0, 40, 0)], 60)).customers(np.array([0]), 20).iloc[0]
        told = [row[name] for name in ("recency", "age", "count", "mean_gap", "last_gap", "recency_by_mean", "days_in_7", "days_in_14", "days_in_30")]
        # known: days 3, 13, 15; the as-of day is 19; gaps 10 and 2; the last 7 days are 13 to 19
        np.testing.assert_allclose(told, [4, 16, 3, 6, 2, 4 / 6, 2, 2, 3], rtol=1e-6)


class Measures(unittest.TestCase):
    def test_figures_are_those_worked_out_by_hand(self):
        bought = np.zeros((3, 60), dtype=bool)
        bought[0, [4, 9]] = bought[1, 29] = True
        truth = Truth(np.array([1, 2, 3]), np.array([2, 4, 10]), np.array([5, 30, 61]), bought, [{1, 2}, {5, 6, 7, 8}, set()])
        forecast = {
            "median_given_return": np.array([7, 20, 1]),
            "restricted_median": np.array([7, 61, 50]),
            "return_probability": np.array([1, 0.5, 0.5]),
            "days": np.zeros((3, 60)),
            "products": [[1, 2, 3], [5, 6, 9], [1, 2, 3]],
        }
        told = figures(truth, forecast, groups(truth)["all"])
        # dates: (2 + 10) / 2; bounded: (2 + 31 + 11) / 3; return: (0 + .25 + .25) / 3; three of 90 days; recall: (2/2 + 2/3) / 2
        for name, value in {"date_mae": 6, "restricted_mae": 44 / 3, "return_brier": 1 / 6, "daily_brier": 3 / 90, "daily_auc": 0.5, "hit_at_3": 1, "recall_at_3": 5 / 6}.items():
            self.assertAlmostEqual(told[name], value, msg=name)
        self.assertEqual([int(rows.sum()) for rows in groups(truth).values()], [3, 1, 1, 0, 1])

    def test_auc_is_the_share_of_pairs_in_order_with_weights_as_repetitions(self):
        random = np.random.default_rng(3)
        probability, bought, weights = random.integers(0, 5, (6, 4)) / 10, random.random((6, 4)) < 0.4, np.array([0, 1, 2, 1, 3, 1])
        flat, truth = np.repeat(probability, weights, axis=0).ravel(), np.repeat(bought, weights, axis=0).ravel()
        pairs = [(high > low) + (high == low) / 2 for high in flat[truth] for low in flat[~truth]]
        self.assertAlmostEqual(WeightedAuc(probability, bought).of(weights.astype(float)), np.mean(pairs))

    def test_the_bootstrap_draws_customers_and_not_rows(self):
        random = np.random.default_rng(4)
        once = random.random(200)
        truth = lambda times: Truth(np.tile(np.arange(200), times), np.full(200 * times, 2), np.full(200 * times, 61), np.zeros((200 * times, 60), bool), [])
        # the same customers four times over tell nothing more of what customers are like
        np.testing.assert_allclose(Bootstrap(truth(1)).means(once), Bootstrap(truth(4)).means(np.tile(once, 4)))
        self.assertAlmostEqual(Bootstrap(truth(1)).means(once).std(), once.std() / np.sqrt(200), delta=0.002)

    def test_the_auc_of_a_draw_is_that_of_its_rows(self):
        random = np.random.default_rng(6)
        truth = Truth(np.array([7, 8, 9, 7, 9]), np.full(5, 2), np.full(5, 61), random.random((5, 60)) < 0.3, [])
        curve = WeightedAuc(random.integers(0, 9, (5, 60)) / 10, truth.bought)
        bootstrap = Bootstrap(truth, 20)
        each = [curve.of(draw[[0, 1, 2, 0, 2]]) for draw in bootstrap.weights]
        np.testing.assert_allclose(bootstrap.aucs(curve), each)

    def test_a_difference_is_relative_or_in_points(self):
        draws = np.array([1.0, 1.0])
        self.assertAlmostEqual(difference("relative", 9, 10, 9 * draws, 10 * draws)["high"], -0.1)
        self.assertAlmostEqual(difference("points", 0.66, 0.65, 0.66 * draws, 0.65 * draws)["low"], 1)


    def test_a_forecast_that_is_always_half_as_wrong_is_told_as_minus_50_percent_without_doubt(self):
        truth = Truth(np.arange(50), np.full(50, 3), np.full(50, 20), np.zeros((50, 60), bool), [{1}] * 50)
        forecasts = {"product": {"median_given_return": np.full(50, 22), "products": [[1]] * 50}, "other": {"median_given_return": np.full(50, 16), "products": [[2]] * 50}}
        told = compare(truth, forecasts, "product")
        self.assertEqual(told["date_mae"]["other"], {"kind": "relative", "difference": -0.5, "low": -0.5, "high": -0.5})
        self.assertEqual(told["hit_at_3"]["other"]["difference"], 100)
        table = markdown({"counts": counts(truth), "figures": measure(truth, forecasts), "compared": "product", "comparisons": told})
        self.assertIn("| other | 4.00 |  | 4.00 |  |  | -50.0 % (-50.0 to -50.0) |", table)
        self.assertLess(table.index("**product**"), table.index("| other"))


class Models(unittest.TestCase):
    def test_simple_dates_are_those_worked_out_by_hand(self):
        # customer 0 buys on days 0, 10, 14: last interval 4, mean 7; the as-of day is 15 (recency 1)
        history = shop([(0, 0, 0), (0, 10, 0), (0, 14, 0)], 16)
        self.assertEqual(last_interval(history, np.array([0]), 16)["median_given_return"].tolist(), [3])
        self.assertEqual(personal_mean(history, np.array([0]), 16)["median_given_return"].tolist(), [6])

    def test_the_constant_comes_from_as_of_days_whose_60_days_are_over(self):
        # recurrent from day 14 on; at 80 days the as-of days 14 to 20 count: waits for day 50 are 37 down to 31; user 1 never returns
        history = shop([(0, 0, 0), (0, 13, 0), (0, 50, 0), (1, 0, 0), (1, 1, 0)], 80)
        told = constant(history, np.array([0]), 80)
        self.assertEqual([told["median_given_return"][0], told["restricted_median"][0], told["return_probability"][0]], [34, 49, 0.5])

    def test_personal_products_are_those_of_most_days_with_ties_by_popularity(self):
        own = [(0, 1, 5), (0, 2, 5), (0, 1, 1), (0, 1, 2), (0, 1, 3)]
        others = [(1, 3, 2), (2, 3, 2), (1, 4, 3)]
        self.assertEqual(personal_top(shop(own + others, 10), np.array([0]), 10)["products"], [[5, 2, 3]])

    def test_a_weekday_without_sales_has_no_chance(self):
        # 2024-01-01 is a Monday, day 70 too
        history = shop([(0, day, 0) for day in range(70) if day % 7 == 0], 70)
        days = base_rate_by_weekday(history, np.array([0]), 70)["days"][0]
        self.assertEqual([days[0] > 0, days[1], days[7] > 0], [True, 0, True])

    def test_bgnbd_finds_the_parameters_of_customers_made_by_its_own_story(self):
        r, alpha, a, b, until, ahead = 0.8, 40.0, 0.9, 2.5, 400.0, 60.0
        random = np.random.default_rng(5)
        rows, later = [], []
        for _ in range(6000):
            rate, leaves, time, times = random.gamma(r, 1 / alpha), random.beta(a, b), 0.0, []
            while True:
                time += random.exponential(1 / rate)
                if time > until + ahead:
                    break
                times.append(time)
                if random.random() < leaves:
                    break
            known = [one for one in times if one <= until]
            rows.append((len(known), known[-1] if known else 0.0, until))
            later.append(len(times) - len(known))
        customers = pd.DataFrame(rows, columns=["frequency", "recency", "age"], dtype=float)
        found = fit(customers)
        np.testing.assert_allclose([found[0] / found[1], found[2] / (found[2] + found[3])], [r / alpha, a / (a + b)], rtol=0.12)
        told = expected(found, *(customers[name].to_numpy() for name in customers), np.array([ahead]))
        self.assertAlmostEqual(told.mean() / np.mean(later), 1, delta=0.1)

    def test_medians_are_the_first_days_on_which_half_have_returned(self):
        half = np.minimum(np.arange(1, 61) / 100, 0.4)[None, :]
        told = medians(np.concatenate([half, 2 * half]))
        self.assertEqual([told["median_given_return"].tolist(), told["restricted_median"].tolist()], [[20, 20], [61, 25]])


class ProductScores(unittest.TestCase):
    def test_predictions_are_taken_in_the_order_of_the_rows_and_missing_ones_told(self):
        history = shop([(0, 1, 0), (1, 2, 1)], 200)
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write = lambda sql, file: duckdb.sql(sql).write_parquet(str(folder / file))
            write("select u as user_id, date '2024-05-01' as origin, 10.0 + u as median_given_return, 20.0 as restricted_median, 0.5 as return_probability from range(1, -1, -1) t(u)", "waits.parquet")
            write("select u as user_id, date '2024-05-01' as origin, d, d / 100 as probability from range(2) t(u), range(60, 0, -1) s(d)", "days.parquet")
            write("select u as user_id, date '2024-05-01' as origin, [1, 77] as products from range(2) t(u)", "products.parquet")
            told = product_forecast(folder, history, [(121, np.array([0, 1]))])
            self.assertEqual(told["median_given_return"].tolist(), [10, 11])
            self.assertAlmostEqual(told["days"][1, 29], 0.3)
            self.assertEqual(told["products"], [[1, -1], [1, -1]])
            with self.assertRaisesRegex(WrongInput, "customer 0 at 2024-05-02 with 0"):
                product_forecast(folder, history, [(122, np.array([0, 1]))])


if __name__ == "__main__":
    unittest.main()
