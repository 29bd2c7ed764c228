"""What labels bring, from the learning curve of a dataset: with none, some, all, and a few more."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

ENDS = ("none", "all")
SOME, MORE = 100, 50  # Labels chosen by uncertainty, and further ones, whose worth is said.
SCORES = {"top1": "Top-1 accuracy of matched queries", "accuracy": "Accuracy of all queries"}


def curve_of(learning: pd.DataFrame, score: str, *, strategy: str) -> pd.Series:
    """Return the mean of a score over repeats by the number of labels, both ends included."""
    own = learning[learning["strategy"].isin([strategy, *ENDS])]
    return own.groupby("labels")[score].mean()


def worth_of_more(curve: pd.Series, *, labels: int = MORE) -> float | None:
    """Return what that many labels more would add to the end of a curve; None of less than three points.

    A line is fitted to its last three points over the logarithm of the number of labels: each doubling adds
    as much as the last ones did.
    """
    late = curve[curve.index > 0].iloc[-3:]
    if len(late) < 3:
        return None
    slope = np.polyfit(np.log(late.index.to_numpy(float)), late.to_numpy(), 1)[0]
    return float(slope * np.log1p(labels / late.index[-1]))


def say_worth(learnings: Mapping[str, pd.DataFrame]) -> Iterator[str]:
    """Yield a line for each dataset: what labels brought, and what MORE of them would bring, in points."""
    for dataset, learning in learnings.items():
        yield f"{dataset}: " + ". ".join(_say_score(learning, *named) for named in SCORES.items()) + "."


def _say_score(learning: pd.DataFrame, score: str, name: str) -> str:
    chosen, drawn = (
        100 * curve_of(learning, score, strategy=strategy) for strategy in ("uncertainty", "random")
    )
    simulated = learning.loc[learning["strategy"] == "uncertainty", "labels"]
    some = simulated[simulated <= SOME].max()
    said = [f"{name} {drawn.iloc[0]:.1f} without labels"]
    if not np.isnan(some):
        said.append(f"{chosen[some]:.1f} with {some:.0f} chosen by uncertainty")
    said.append(f"{drawn.iloc[-1]:.1f} with all {drawn.index[-1]}")
    trained = 100 * learning.loc[learning["strategy"] == "finetuned", score].mean()
    said.append(f"{trained:.1f} where these fine-tune the encoders too")
    more = worth_of_more(drawn)
    worth = "" if more is None else f"; the next {MORE} would bring about {round(more, 1) + 0.0:+.1f} points"
    return ", ".join(said) + worth
