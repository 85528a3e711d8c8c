"""What was measured, as JSON and as Markdown."""

import numpy as np

from measures import MEASURES, Bootstrap, Truth, auc, difference, figures, groups, scores

TITLES = {
    "date_mae": "next date, MAE, days",
    "restricted_mae": "restricted MAE, days",
    "return_brier": "return, Brier",
    "daily_brier": "daily, Brier",
    "daily_auc": "daily, AUC",
    "hit_at_3": "hit@3",
    "recall_at_3": "recall@3",
}
DIGITS = {"date_mae": 2, "restricted_mae": 2, "return_brier": 4, "daily_brier": 5, "daily_auc": 3, "hit_at_3": 3, "recall_at_3": 3}
PRODUCT = "product"


def compare(truth: Truth, forecasts: dict[str, dict], ours: str) -> dict:
    """`ours` against every other forecast of the same measure, paired by row, drawn by customer."""
    bootstrap = Bootstrap(truth)
    rows = groups(truth)["all"]
    drawn: dict[str, dict] = {}
    for name, forecast in forecasts.items():
        drawn[name] = {measure: bootstrap.means(score) for measure, score in scores(truth, forecast).items()}
        if "days" in forecast:
            drawn[name]["daily_auc"] = bootstrap.aucs(auc(truth, forecast))
    at = {name: figures(truth, forecast, rows) for name, forecast in forecasts.items()}
    return {
        measure: {
            name: difference(kind, at[ours][measure], at[name][measure], drawn[ours][measure], drawn[name][measure])
            for name in forecasts
            if name != ours and measure in at[name]
        }
        for measure, kind in MEASURES.items()
        if measure in at[ours]
    }


def measure(truth: Truth, forecasts: dict[str, dict]) -> dict:
    """Figures by measure, forecast and group of customers."""
    told = {name: {group: figures(truth, forecast, rows) for group, rows in groups(truth).items()} for name, forecast in forecasts.items()}
    return {measure: {name: {group: by[measure] for group, by in groups_of.items() if measure in by} for name, groups_of in told.items() if measure in groups_of["all"]} for measure in MEASURES}


def counts(truth: Truth) -> dict:
    return {group: {"rows": int(rows.sum()), "customers": len(np.unique(truth.user[rows])), "returners": int((truth.wait[rows] <= 60).sum())} for group, rows in groups(truth).items()}


def _interval(told: dict) -> str:
    if told["kind"] == "relative":
        return f"{told['difference'] * 100:+.1f} % ({told['low'] * 100:+.1f} to {told['high'] * 100:+.1f})"
    return f"{told['difference']:+.1f} points ({told['low']:+.1f} to {told['high']:+.1f})"


def markdown(results: dict) -> str:
    """A table per measure: best first, by group of customers, and the product's difference where there is one."""
    names = list(results["counts"])
    lines = []
    for measure, by_name in results["figures"].items():
        against = results.get("comparisons", {}).get(measure, {})
        better = -1 if MEASURES[measure] == "points" else 1
        lines += [f"### {TITLES[measure]}", ""]
        head = ["", *("all" if name == "all" else f"{name} days" for name in names), *([f"{results['compared']} against it"] if against else [])]
        lines += ["| " + " | ".join(head) + " |", "| --- |" + " --: |" * (len(head) - 1)]
        for name, figure in sorted(by_name.items(), key=lambda one: better * one[1]["all"]):
            cells = [f"{figure[group]:.{DIGITS[measure]}f}" if group in figure else "" for group in names]
            title = f"**{name}**" if name == results.get("compared") else name
            lines.append("| " + " | ".join([title, *cells, *([_interval(against[name]) if name in against else ""] if against else [])]) + " |")
        lines.append("")
    return "\n".join(lines)
