"""Small scores, and what follows from them, for the tests of figures."""

from itertools import permutations
from pathlib import Path

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures.rows import read_layout
from clippings.figures.score_table import LINKS

PAPER = Path(__file__).parents[3] / "config/paper_table1.csv"
TRAINED = ("selfsup", "unaligned", "sup")
KINDS = {"ocr_error": ("0", "above 0"), "homonym": ("one firm", "homonyms")}


@pytest.fixture
def layout():
    return read_layout(PAPER, LINKS.paper)


@pytest.fixture
def make_scores():
    """Build scores from rows (method, ocr, top1), or with a seed as fourth."""

    def make(*rows, dataset="firms"):
        scores = pd.DataFrame(
            _score(dataset, method, ocr, top1, seed[0] if seed else None) for method, ocr, top1, *seed in rows
        )
        return frames.check(scores, tables.SCORES, where="test")

    return make


def _score(dataset, method, ocr, top1, seed):
    supervision, _, modality = method.partition("_")
    trained = supervision in TRAINED
    return {
        "dataset": dataset,
        "method": method,
        "supervision": supervision if trained else "none",
        "modality": modality.removesuffix("_evidence") if trained else "string",
        "ocr": ocr,
        "n": 640,
        "top1": top1,
        "top1_low": top1 - 0.03,
        "top1_high": top1 + 0.02,
        "top1_any_tie": top1,
        "top1_strict": top1,
        "recall_at_10": 0.9,
        "union_recall": 0.96 if modality == "all_evidence" else None,
        "union_recall_low": 0.95 if modality == "all_evidence" else None,
        "union_recall_high": 0.97 if modality == "all_evidence" else None,
        "seed": seed,
        "n_all": 852,
        "accuracy": top1 - 0.1,
        "accuracy_low": top1 - 0.13,
        "accuracy_high": top1 - 0.08,
        "matched_recall": top1 - 0.2,
        "matched_recall_low": top1 - 0.25,
        "matched_recall_high": top1 - 0.16,
        "no_match_recall": 0.5,
        "no_match_recall_low": 0.4,
        "no_match_recall_high": 0.6,
        "aurc": 0.125,
        "aurc_low": 0.1,
        "aurc_high": 0.15,
        "coverage": 0.375,
        "coverage_low": 0.25,
        "coverage_high": 0.5,
        "ece": 0.0625,
        "ece_low": 0.06,
        "ece_high": 0.09,
        "threshold": 0.75,
        "image_weight": 0.4 if trained else None,
    }


@pytest.fixture
def average():
    """Build the averages of scores over seeds, with the mean of their intervals for that of the mean."""

    def build(scores):
        groups = scores.groupby(["dataset", "method", "ocr"], sort=False)
        seeds = groups["seed"].nunique()
        parts = []
        for name in tables.AVERAGES.column("score").choices:
            found = groups[name].agg(mean="mean", sd="std").astype(float).assign(score=name, seeds=seeds)
            if f"{name}_low" in scores:
                found["low"], found["high"] = groups[f"{name}_low"].mean(), groups[f"{name}_high"].mean()
            parts.append(found.dropna(subset="mean"))
        return frames.check(pd.concat(parts).reset_index(), tables.AVERAGES, where="test")

    return build


@pytest.fixture
def follow():
    """Build from scores the other tables of scores/: paired, risk_coverage, reliability and breakdown."""

    def build(scores):
        means = scores.groupby(["method", "ocr"], sort=False)["top1"].mean()
        rows = [({"method": method, "ocr": ocr}, top1) for (method, ocr), top1 in means.items()]
        made = {
            "PAIRED": [_pair(one, other) for one, other in permutations(rows, 2)],
            "RISK_COVERAGE": [
                {**row, "coverage": share, "risk": share * (1 - top1)}
                for row, top1 in rows
                for share in (0.25, 0.5, 0.75, 1.0)
            ],
            "RELIABILITY": [
                {**row, "bin": place, "n": 80, "confidence": share, "accuracy": share, **_around(share)}
                for row, _ in rows
                for place, share in enumerate((0.1, 0.5, 0.9))
            ],
            "BREAKDOWN": [
                {**row, "kind": kind, "bin": name, "place": place, "n": 320, "top1": top1, **_around(top1)}
                for row, top1 in rows
                for kind, bins in KINDS.items()
                for place, name in enumerate(bins)
            ],
        }
        return {
            name: frames.check(pd.DataFrame(made[name]), getattr(tables, name), where="test") for name in made
        }

    return build


def _around(share):
    return {"low": share - 0.05, "high": share + 0.05}


def _pair(one, other):
    (row, top1), (against, its_top1) = one, other
    difference = top1 - its_top1
    p = 0.0004 if abs(difference) > 0.1 else 0.03 if abs(difference) > 0.05 else 0.4
    return {
        **row,
        **{f"other_{name}": value for name, value in against.items()},
        "n": 640,
        "difference": difference,
        "low": difference - 0.02,
        "high": difference + 0.02,
        "p": p,
        "mcnemar": p / 2,
    }


@pytest.fixture
def full_scores(make_scores):
    """Scores of a dataset with two OCRs, three kinds of rows, and three seeds of each model."""
    strings = [
        ("levenshtein", "noisy", 0.62),
        ("levenshtein", "clean", 0.80),
        ("levenshtein_normalised", "noisy", 0.70),
        ("levenshtein_normalised", "clean", 0.85),
        ("jaccard", "noisy", 0.71),
        ("jaccard", "clean", 0.78),
    ]
    trained = [
        ("selfsup_visual", "none", 0.76),
        ("selfsup_multimodal", "noisy", 0.83),
        ("selfsup_multimodal", "clean", 0.88),
        ("unaligned_visual", "none", 0.80),
        ("sup_visual", "none", 0.86),
        ("sup_language", "noisy", 0.78),
        ("sup_language", "clean", 0.87),
        ("sup_multimodal", "noisy", 0.90),
        ("sup_multimodal", "clean", 0.94),
    ]
    seeded = [(*row[:2], row[2] + 0.01 * (seed - 1), seed) for row in trained for seed in range(3)]
    return make_scores(*strings, *seeded)


@pytest.fixture
def all_scores(make_scores, full_scores):
    """The full scores and rows of all evidence, by each OCR and by both."""
    rows = [
        (f"{supervision}_all_evidence", ocr, top1 + bonus, 0)
        for supervision, bonus in (("selfsup", 0.0), ("sup", 0.02))
        for ocr, top1 in (("noisy", 0.92), ("clean", 0.95), ("both", 0.96))
    ]
    return pd.concat([full_scores, make_scores(*rows)], ignore_index=True)


@pytest.fixture
def text_scores(make_scores):
    """Scores of a dataset with clean OCR alone and no images."""
    return make_scores(
        ("levenshtein", "clean", 0.82),
        ("levenshtein_normalised", "clean", 0.88),
        ("sup_language", "clean", 0.91, 0),
        dataset="pr_tk",
    )


@pytest.fixture
def ceilings():
    ceiling = {
        "dataset": "firms",
        "ocr": "printed",
        "matched": 1640,
        "entities": 310,
        "homonyms": 52,
        "top1": 0.98,
        "top1_low": 0.97,
        "top1_high": 0.99,
        "any_tie": 1.0,
        "strict": 0.95,
        "strict_low": 0.93,
        "strict_high": 0.96,
    }
    return frames.check(pd.DataFrame([ceiling]), tables.CEILINGS, where="test")
