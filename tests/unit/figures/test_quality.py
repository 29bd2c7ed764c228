"""When to trust what: rows and tests of each step, what helps where, and what the figure shows of them."""

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.figures.quality import measure_quality, quality_markdown, shown_rows, what_helps, with_steps
from clippings.figures.quality_plot import LINES, draw_quality
from clippings.figures.style import save_figure

GOOD = {"dataset": "c_300", "of": "c", "dpi": 300.0, "strength": None, "binarised": False}
POOR = GOOD | {"dataset": "c_66", "dpi": 66.0}
# Rows by (method, ocr): top-1 on good print, and on poor.
TOP1 = {
    ("levenshtein", "noisy"): (0.75, 0.40),
    ("tfidf", "noisy"): (0.99, 0.39),
    ("tfidf", "clean"): (0.99, 0.71),
    ("sup_visual", "none"): (0.85, 0.86),
    ("sup_language", "noisy"): (0.92, 0.66),
    ("sup_language", "clean"): (0.94, 0.77),
    ("sup_multimodal", "noisy"): (0.86, 0.93),
    ("sup_multimodal", "clean"): (0.95, 0.86),
    ("selfsup_multimodal", "noisy"): (0.80, 0.90),
}


@pytest.fixture
def sweep(make_scores, average, follow):
    """Return a function: the quality table of two steps from the rows of TOP1 and `others`."""

    def sweep(steps=(GOOD, POOR), **others):
        named = {tuple(name.split("__")): pair for name, pair in others.items()}
        own = []
        for place, step in enumerate(steps):
            rows = [(*row, pair[place]) for row, pair in (TOP1 | named).items()]
            scores = make_scores(*rows, dataset=step["dataset"])
            scores.loc[scores["method"].str.endswith("all_evidence"), "modality"] = "all"
            read = {"crops": 100, "exact": 0.5, "engine": "x"}
            cers = [
                {"ocr": ocr, "source": source, "cer": cer * (place + 1), **read}
                for ocr, cer in (("noisy", 0.1), ("clean", 0.05))
                for source, cer in (("s", 0.9), ("all", cer))
            ]
            own.append((scores, average(scores), follow(scores)["PAIRED"], pd.DataFrame(cers)))
        names = ("scores", "averages", "paired", "readings")
        quality = measure_quality(steps, **dict(zip(names, map(list, zip(*own, strict=True)), strict=True)))
        return frames.check(quality, tables.QUALITY, where="test")

    return sweep


def compared(quality, dataset, method, ocr):
    own = quality[(quality["dataset"] == dataset) & (quality["method"] == method) & (quality["ocr"] == ocr)]
    pairs = own[["other_method", "other_ocr"]].itertuples(index=False, name=None)
    return {pair: round(value, 3) for pair, value in zip(pairs, own["difference"], strict=True)}


def test_multimodal_rows_are_tested_against_their_parts_and_the_best_string_row(sweep):
    quality = sweep()
    assert compared(quality, "c_300", "sup_multimodal", "noisy") == {
        ("sup_visual", "none"): 0.01,
        ("sup_language", "noisy"): -0.06,
        ("tfidf", "noisy"): -0.13,
    }
    assert ("levenshtein", "noisy") in compared(quality, "c_66", "sup_multimodal", "noisy")
    # It has no language row of its own: what is not there is not tested.
    assert list(compared(quality, "c_66", "selfsup_multimodal", "noisy")) == [("levenshtein", "noisy")]
    assert compared(quality, "c_300", "tfidf", "noisy") == {("sup_visual", "none"): 0.14}
    plain = quality[quality["method"] == "sup_language"]
    assert len(plain) == 4 and plain["other_method"].isna().all() and plain["p"].isna().all()
    assert quality.loc[quality["dataset"] == "c_66", "noisy_cer"].unique().tolist() == [0.2]


def test_all_evidence_is_tested_against_the_best_single_row_that_reads_no_other_ocr(sweep):
    quality = sweep(sup_all_evidence__noisy=(0.97, 0.94), selfsup_all_evidence__clean=(0.98, 0.95))
    best = {("tfidf", "noisy"): -0.02}
    assert compared(quality, "c_300", "sup_all_evidence", "noisy") == best
    assert compared(quality, "c_66", "sup_all_evidence", "noisy") == {("sup_multimodal", "noisy"): 0.01}
    # Of two as good the first by name.
    alike = {("sup_multimodal", "clean"): 0.09}
    assert compared(quality, "c_66", "selfsup_all_evidence", "clean") == alike


def test_of_each_modality_the_supervised_row_is_shown_and_of_strings_the_best(sweep):
    step = with_steps(sweep()).query("dataset == 'c_66'")
    shown = {m: row["method"] for m, row in shown_rows(step, "noisy").items()}
    assert shown == {
        "string": "levenshtein",
        "visual": "sup_visual",
        "language": "sup_language",
        "multimodal": "sup_multimodal",
    }
    assert shown_rows(step, "clean")["string"]["top1"] == 0.71


def test_a_row_that_reads_both_ocrs_is_shown_where_none_reads_the_one(sweep):
    step = with_steps(sweep(sup_all_evidence__noisy=(0.8, 0.8), sup_all_evidence__clean=(0.9, 0.9)))
    step = step[step["dataset"] == "c_66"]
    both = step.assign(ocr=step["ocr"].mask((step["ocr"] == "clean") & (step["modality"] == "all"), "both"))
    shown = {ocr: shown_rows(both, ocr)["all"]["ocr"] for ocr in tables.OCRS}
    assert shown == {"noisy": "noisy", "clean": "both"}


def test_all_evidence_without_labels_is_shown_beside_that_with_them(sweep):
    rows = {"sup_all_evidence__noisy": (0.9, 0.9), "selfsup_all_evidence__noisy": (0.95, 0.95)}
    step = with_steps(sweep(**rows)).query("dataset == 'c_66'")
    shown = shown_rows(step, "noisy")
    assert shown["all"]["method"] == "sup_all_evidence"
    assert shown["unlabelled"]["method"] == "selfsup_all_evidence"
    assert "unlabelled" not in shown_rows(step, "clean")


def test_the_picture_helps_where_multimodal_is_above_all_text_and_text_where_above_the_picture(sweep):
    quality = with_steps(sweep())
    helps = {
        (dataset, ocr): what_helps(step, shown_rows(step, ocr))
        for dataset, step in quality.groupby("dataset")
        for ocr in tables.OCRS
    }
    # .86 against .85; but the best string row has .99.
    assert helps["c_300", "noisy"] == {"picture": False, "text": True, "all": False}
    assert helps["c_66", "noisy"] == {"picture": True, "text": True, "all": False}
    # .95 against .94 and .99: above language, and below the best string row; .10 above its visual row.
    assert helps["c_300", "clean"] == {"picture": False, "text": True, "all": False}
    assert helps["c_66", "clean"] == {"picture": True, "text": False, "all": False}


def test_the_grid_says_at_which_steps(sweep):
    text = quality_markdown(sweep())
    assert "of **c**, scanned again, simulated, with" in text
    assert "| 66 dpi | noisy | 0.200 | 0.400 [0.370, 0.420] | 0.860 [" in text
    assert "With the noisy OCR the picture helps at 66 dpi, text helps at every step." in text
    assert "With the clean OCR the picture helps at 66 dpi, text helps at 300 dpi." in text
    assert "| all evidence |" not in text, "a column without a row"
    weighed = quality_markdown(sweep(sup_all_evidence__clean=(0.99, 0.995)))
    assert (
        "| 66 dpi | clean | 0.100 | 0.710 [0.680, 0.730]" in weighed
        and "all evidence helps at 66 dpi" in weighed
    )


def test_drawn_firms_have_panels_of_their_own_and_black_and_white_stands_beside_the_line(sweep, tmp_path):
    worn = [GOOD | {"dataset": f"f{s}", "of": "f", "dpi": None, "strength": s} for s in (0.0, 1.0)]
    parted = [GOOD, POOR | {"dataset": "c_bw", "binarised": True}]
    quality = pd.concat([sweep(), sweep(parted)[lambda q: q["binarised"]], sweep(worn)], ignore_index=True)
    figure = draw_quality(quality)
    assert [axis.get_title(loc="left") for axis in figure.axes[::4]] == [
        "c, scanned again (simulated): noisy OCR",
        "f, drawn: noisy OCR",
    ]
    upper, lower = figure.axes[0], figure.axes[2]
    blue = [line for line in upper.lines if line.get_color() == LINES["multimodal"][0]]
    line, alone = (list(zip(own.get_xdata(), own.get_ydata(), strict=True)) for own in blue)
    assert line == [(66, 0.93), (300, 0.86)] and alone == [(66, 0.93)]
    assert upper.xaxis_inverted() and not lower.xaxis_inverted()
    strings = next(own for own in lower.lines if own.get_color() == LINES["string"][0])
    assert list(strings.get_xdata()) == [0.1, 0.2]
    save_figure(lambda: figure, [tmp_path / "quality.png"], resolution=60)
