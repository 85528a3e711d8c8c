"""Compares predictions of purchases with what Python users would take: see README.md beside it.

    python3.11 bench/predictions/run.py --purchases purchases.parquet --out results [--scores DIR]
"""

import argparse
import json
import os
import platform
import sys
import time
from pathlib import Path

from environment import run_inside

# two processes of one thread each: threads that wait for each other are slow on a busy machine
PROCESSES = 2
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Compares predictions of purchases with what Python users would take.")
    parser.add_argument("--purchases", required=True, type=Path, metavar="FILE", help="Parquet: user_id, day, product_id, units, revenue")
    parser.add_argument("--scores", type=Path, metavar="DIR", help="the product's waits.parquet, days.parquet and products.parquet")
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="where results.json and results.md go")
    return parser.parse_args()


def _at_origin(given: tuple[str, int]):
    from forecasts import forecasts_at
    from history import read_history

    file, start = given
    began = time.monotonic()
    known = read_history(file).before(start)
    told = forecasts_at(known, known.recurrent(start))
    print(f"origin at day {start}: {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    return told


def _machine() -> str:
    model = platform.processor() or platform.machine()
    if Path("/proc/cpuinfo").exists():
        model = next((line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines() if line.startswith("model name")), model)
    return f"{os.cpu_count()} × {model}, Python {platform.python_version()}"


def main() -> int:
    arguments = _arguments()
    from multiprocessing import get_context

    from forecasts import truth_of
    from history import origins, read_history
    from measures import concat, concat_forecasts
    from product_scores import WrongInput, product_forecast
    from report import PRODUCT, compare, counts, markdown, measure

    began = time.monotonic()
    try:
        if not arguments.purchases.exists():
            raise WrongInput(f"{arguments.purchases} is not there: --purchases needs a Parquet file (prepare.py makes one of a csv).")
        history = read_history(str(arguments.purchases))
        starts = origins(history)
        if not starts:
            raise WrongInput(f"{arguments.purchases} covers {history.days} days: no first of a month has 120 days before it and 60 from it on.")
        units = [(start, history.recurrent(start)) for start in starts]
        product = product_forecast(arguments.scores, history, units) if arguments.scores else None
    except WrongInput as fault:
        print(fault, file=sys.stderr)
        return 2
    # the latest origin has most to learn from: it begins first
    with get_context("spawn").Pool(PROCESSES) as pool:
        latest_first = pool.map(_at_origin, [(str(arguments.purchases), start) for start in reversed(starts)], chunksize=1)
    by_origin = list(reversed(latest_first))
    truths = [truth_of(history, users, start) for start, users in units]
    truth = concat(truths)
    names = list(by_origin[0][0])
    forecasts = {name: concat_forecasts([made[name] for made, _ in by_origin]) for name in names}
    if product:
        forecasts = {PRODUCT: product, **forecasts}
    date = lambda start: str((history.first_date.to_period("D") + start))
    compared = PRODUCT if product else "boosting, by day"
    results = {
        "machine": _machine(),
        "origins": [date(start) for start in starts],
        "counts": counts(truth),
        "figures": measure(truth, forecasts),
        "by_origin": {date(start): measure(at, made) for start, at, (made, _) in zip(starts, truths, by_origin)},
        "compared": compared,
        "comparisons": compare(truth, forecasts, compared),
        "models": {date(start): how for start, (_, how) in zip(starts, by_origin)},
        "seconds": round(time.monotonic() - began),
    }
    arguments.out.mkdir(parents=True, exist_ok=True)
    (arguments.out / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    (arguments.out / "results.md").write_text(markdown(results))
    print(markdown(results))
    print(f"{results['seconds']} s on {results['machine']}")
    return 0


if __name__ == "__main__":
    run_inside()
    for name in ONE_THREAD:
        os.environ[name] = "1"
    sys.exit(main())
