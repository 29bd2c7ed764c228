"""When to trust what: top-1 accuracy and paired tests at each step of a sweep, as a table and in words."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pandas as pd

from clippings.figures.comparisons import PAIR, mirrored
from clippings.figures.rows import VISUAL, Row, best_single
from clippings.figures.score_grids import measured
from clippings.figures.texts import EMPTY, filled_grid, number
from clippings.tables import OCRS, QUALITY

SWEEP = ["of", "swept"]
LEVEL = 0.05
STRING, ALL, UNLABELLED = "string", "all", "unlabelled"
# What has a column of the grid and a line of the figure: of each modality the supervised row, if any, and of
# all evidence that without labels too.
SHOWN = (STRING, "visual", "language", "multimodal", ALL, UNLABELLED)
HELPS = {"picture": "the picture helps", "text": "text helps", "all": "all evidence helps"}
LEGEND = (
    "The picture helps where the multimodal row is above its language row and the best string row, text helps"
    " where it or the best string row is above the visual row, all evidence where its row is above the best"
    " single one, each with p < .05 in the paired test. Rows of encoders are the supervised ones where a step"
    " has some; the best string row is chosen by these queries. *No labels* is all evidence without labels."
)
HEAD = ["step", "OCR", "CER", "best string row", "visual", "language", "multimodal", "all evidence"]
HEAD += ["no labels", "helps"]


def measure_quality(
    steps: Sequence[Mapping[str, Any]],
    *,
    scores: Sequence[pd.DataFrame],
    averages: Sequence[pd.DataFrame],
    paired: Sequence[pd.DataFrame],
    readings: Sequence[pd.DataFrame],
) -> pd.DataFrame:
    """Build the `quality` table of a sweep from the tables of scores of each step.

    A row of the results table has a line for each test, or one without a test.
    """
    parts = []
    for step, *own in zip(steps, scores, averages, paired, readings, strict=True):
        rows, read = _rows(own[0], own[1]), own[3].loc[own[3]["source"] == "all"].set_index("ocr")["cer"]
        tests = _tests(rows, own[2])
        cers = {f"{ocr}_cer": read.get(ocr) for ocr in OCRS}
        parts.append(rows.merge(tests, on=["method", "ocr"], how="left").assign(**step, **cers))
    return pd.concat(parts, ignore_index=True)[QUALITY.names]


def with_steps(quality: pd.DataFrame) -> pd.DataFrame:
    """Add to a `quality` table what is `swept`, the `value` of each step and how a reader calls it."""
    scanned = quality["dpi"].notna()
    value = quality["dpi"].where(scanned, quality["strength"])
    called = [f"{v:g} dpi" if s else f"strength {v:g}" for v, s in zip(value, scanned, strict=True)]
    ending = quality["binarised"].map({True: ", black and white", False: ""})
    swept = scanned.map({True: "dpi", False: "strength"})
    return quality.assign(swept=swept, value=value, step=pd.Series(called, quality.index) + ending)


def shown_rows(step: pd.DataFrame, ocr: str) -> dict[str, pd.Series]:
    """Choose of the rows of one step that one OCR has, by SHOWN: the best string row, else the supervised.

    A row of all evidence that reads both OCRs stands where there is none that reads this one alone.
    """
    ranked = step.drop_duplicates(["method", "ocr"])
    ranked = ranked[ranked["ocr"].isin([ocr, VISUAL]) | (ranked["modality"] == ALL)]
    ranked = ranked[~((ranked["modality"] == ALL) & ranked["ocr"].isin(set(OCRS) - {ocr}))]
    order = {"sup": 0, "selfsup": 1}
    ranked = ranked.assign(
        other=~ranked["ocr"].isin([ocr, VISUAL]),
        rank=[order.get(method.partition("_")[0], 2) for method in ranked["method"]],
    ).sort_values(["other", "rank", "top1", "method"], ascending=[True, True, False, True])
    unlabelled = (ranked["modality"] == ALL) & (ranked["rank"] == order["selfsup"])
    found = ranked.groupby(ranked["modality"].mask(unlabelled, UNLABELLED)).first()
    return {shown: found.loc[shown] for shown in SHOWN if shown in found.index}


def what_helps(step: pd.DataFrame, shown: Mapping[str, pd.Series]) -> dict[str, bool]:
    """Say whether each of HELPS helps at a step, with p < .05 in the paired test; `shown` are its rows.

    The picture helps where the multimodal row is above its language row and the best string row, text where
    it or the best string row is above the visual row, all evidence where its row is above the best single
    one.
    """
    above = {m: _tested(step, shown[m]) if m in shown else {} for m in ("multimodal", STRING, ALL)}
    language = [found for other, found in above["multimodal"].items() if other[1] != VISUAL]
    picture = (shown["visual"]["method"] if "visual" in shown else "", VISUAL)
    text = above["multimodal"].get(picture, False) or above[STRING].get(picture, False)
    every = list(above[ALL].values())
    return {"picture": bool(language) and all(language), "text": text, "all": bool(every) and all(every)}


def quality_markdown(quality: pd.DataFrame) -> str:
    """Write a grid for each dataset that is swept, and at which steps picture, text and all evidence help."""
    parts = []
    for (of, swept), sweep in with_steps(quality).groupby(SWEEP, sort=False):
        title = "scanned again, simulated" if swept == "dpi" else "drawn with ageing of rising strength"
        lines = {ocr: list(_lines(sweep, ocr)) for ocr in OCRS if sweep[f"{ocr}_cer"].notna().any()}
        parts += [
            f"Top-1 accuracy of **{of}**, {title}, with 95 % intervals:",
            filled_grid(HEAD, [cells for own in lines.values() for *_, cells in own]),
            *(_sentence(ocr, own) for ocr, own in lines.items()),
        ]
    return "\n\n".join([*filter(None, parts), LEGEND]) + "\n"


def _rows(scores: pd.DataFrame, averages: pd.DataFrame) -> pd.DataFrame:
    """List the rows of the results table with modality, n and mean top-1 accuracy."""
    about = scores[["method", "ocr", "modality", "n"]].drop_duplicates(["method", "ocr"])
    top1 = averages[averages["score"] == "top1"]
    top1 = top1.rename(columns={"mean": "top1", "low": "top1_low", "high": "top1_high"})
    return about.merge(top1[["method", "ocr", "top1", "top1_low", "top1_high"]], on=["method", "ocr"])


def _tests(rows: pd.DataFrame, paired: pd.DataFrame) -> pd.DataFrame:
    wanted = pd.DataFrame(_opponents(rows), columns=PAIR)
    named = {"low": "difference_low", "high": "difference_high"}
    return wanted.merge(mirrored(paired).rename(columns=named).drop(columns="n"), on=PAIR)


def _opponents(rows: pd.DataFrame) -> Iterator[tuple[str, str, str, str]]:
    """Yield each row that is tested with the row against which it is."""
    strings = {ocr: _best(rows[(rows["modality"] == STRING) & (rows["ocr"] == ocr)]) for ocr in OCRS}
    for row in rows.itertuples():
        if row.modality == ALL:
            others = best_single(rows, row.ocr)
        elif row.modality == "multimodal":
            prefix = row.method.removesuffix("multimodal")
            others = [(f"{prefix}visual", VISUAL), (f"{prefix}language", row.ocr), *strings[row.ocr]]
        elif (row.method, row.ocr) in strings.get(row.ocr, []):
            others = [(method, VISUAL) for method in rows.loc[rows["modality"] == "visual", "method"]]
        else:
            continue
        yield from ((row.method, row.ocr, *other) for other in others)


def _best(rows: pd.DataFrame) -> list[Row]:
    best = rows.sort_values(["top1", "method", "ocr"], ascending=[False, True, True]).head(1)
    return [(row.method, row.ocr) for row in best.itertuples()]


def _tested(step: pd.DataFrame, row: pd.Series) -> dict[Row, bool]:
    """Map the rows against which one is tested to whether it is above them."""
    tests = step[
        (step["method"] == row["method"]) & (step["ocr"] == row["ocr"]) & step["other_method"].notna()
    ]
    above = (tests["difference"] > 0) & (tests["p"] < LEVEL)
    return dict(zip(zip(tests["other_method"], tests["other_ocr"], strict=True), above, strict=True))


def _lines(sweep: pd.DataFrame, ocr: str) -> Iterator[tuple[pd.Series, dict[str, bool], list[str]]]:
    """Yield a row of each step, what helps, and the cells of its line in the grid."""
    for name, step in sweep.groupby("step", sort=False):
        cer, shown = step[f"{ocr}_cer"].iloc[0], shown_rows(step, ocr)
        helps = what_helps(step, shown)
        scores = [measured(shown[m], "top1") if m in shown else EMPTY for m in SHOWN]
        words = ", ".join(kind for kind, found in helps.items() if found) or "nothing"
        yield step.iloc[0], helps, [str(name), ocr, number(cer), *scores, words]


def _sentence(ocr: str, lines: Sequence[tuple[pd.Series, dict[str, bool], list[str]]]) -> str:
    """Say at which steps each of HELPS does, but for what no row is tested for."""
    words = []
    for kind, verb in HELPS.items():
        steps = [step for step, helps, _ in lines if helps[kind]]
        if steps:
            where = "every step" if len(steps) == len(lines) else _named(steps)
            words.append(f"{verb} at {where}")
    return f"With the {ocr} OCR {', '.join(words) or 'nothing helps'}."


def _named(steps: Sequence[pd.Series]) -> str:
    values = [f"{step['value']:g}{' (black and white)' if step['binarised'] else ''}" for step in steps]
    return f"{', '.join(values)} dpi" if steps[0]["swept"] == "dpi" else f"strength {', '.join(values)}"
