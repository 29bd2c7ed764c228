"""The pictures of one dataset: what is drawn, with which labels, for one OCR and for two."""

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from clippings.figures.breakdown_plot import draw_breakdown
from clippings.figures.comparisons import draw_differences, marks_of
from clippings.figures.rows import labels
from clippings.figures.score_figures import draw_reliability, draw_risk
from clippings.figures.style import save_figure, settings


@pytest.fixture(autouse=True)
def styled():
    with matplotlib.rc_context(settings()):
        yield


@pytest.fixture
def names(layout):
    return labels(layout)


@pytest.fixture
def draw(follow, names):
    """Return a function that draws one of the four pictures from scores."""

    def picture(kind, scores):
        made = follow(scores)
        match kind:
            case "paired":
                return draw_differences(made["PAIRED"], names)
            case "risk_coverage":
                return draw_risk(made["RISK_COVERAGE"], scores, names)
            case "reliability":
                return draw_reliability(made["RELIABILITY"], scores, names)
            case "breakdown":
                return draw_breakdown(made["BREAKDOWN"], scores, names)

    return picture


def titles(figure):
    return [axis.get_title(loc="left") for axis in figure.axes if axis.get_title(loc="left")]


@pytest.mark.parametrize("kind", ["paired", "risk_coverage", "reliability", "breakdown"])
def test_rows_of_both_ocrs_are_drawn_beside_those_of_one(draw, all_scores, kind, tmp_path):
    path = tmp_path / f"{kind}.svg"
    save_figure(lambda: draw(kind, all_scores), [path], resolution=60)
    assert (
        path.read_text(encoding="utf-8").count(">Sup all evidence, both OCRs<")
        == {
            "paired": 4,
            "risk_coverage": 2,
            "reliability": 1,
            "breakdown": 2,
        }[kind]
    )


@pytest.mark.parametrize("kind", ["paired", "risk_coverage", "reliability", "breakdown"])
def test_bytes_are_the_same_each_time_and_nothing_is_cut(draw, full_scores, kind, tmp_path):
    pictures = []
    for run in ("first", "second"):
        paths = [tmp_path / run / f"{kind}.{suffix}" for suffix in ("png", "svg")]
        save_figure(lambda: draw(kind, full_scores), paths, resolution=60)
        pictures.append([path.read_bytes() for path in paths])
    assert pictures[0] == pictures[1]
    figure = draw(kind, full_scores)
    figure.draw_without_rendering()
    tight, whole = figure.get_tightbbox(), figure.get_size_inches()
    assert min(tight.x0, tight.y0) >= -0.01
    assert tight.x1 <= whole[0] + 0.01 and tight.y1 <= whole[1] + 0.01


def test_the_matrix_writes_points_and_stars_on_one_symmetric_scale(draw, full_scores):
    figure = draw("paired", full_scores)
    assert titles(figure) == ["noisy OCR", "clean OCR"]
    noisy, clean = figure.axes[:2]
    limits = [axis.images[0].get_clim() for axis in (noisy, clean)]
    assert limits[0] == limits[1] == pytest.approx((-0.28, 0.28))
    order = [label.get_text() for label in noisy.get_yticklabels()]
    assert order[0] == "Levenshtein distance" and order[-1] == "Sup multimodal" and len(order) == 9
    values = np.asarray(noisy.images[0].get_array())
    assert values[-1, 0] == pytest.approx(0.28) and values[0, -1] == pytest.approx(-0.28)
    texts = {(text.get_position()[0], round(text.get_position()[1])): [] for text in noisy.texts}
    for text in noisy.texts:
        texts[text.get_position()[0], round(text.get_position()[1])].append(text.get_text())
    assert texts[0, 8] == ["+28", "***"] and texts[8, 0] == ["−28", "***"]
    assert texts[7, 8] == ["+12", "***"] and texts[6, 8] == ["+4", ""]
    assert (8, 8) not in texts


def test_stars_say_how_small_p_is():
    assert [marks_of(p) for p in (0.0005, 0.001, 0.02, 0.05)] == ["***", "**", "*", ""]


def test_risk_curves_are_named_and_stand_in_the_panel_of_their_ocr(draw, full_scores, text_scores):
    figure = draw("risk_coverage", full_scores)
    assert titles(figure) == ["noisy OCR", "clean OCR"]
    lines = {line.get_label(): line for line in figure.axes[0].lines}
    assert len(lines) == 8 and "Jaccard, character bigrams" in lines
    assert list(lines["Sup multimodal"].get_ydata()) == pytest.approx([0.025, 0.05, 0.075, 0.1])
    assert titles(draw("risk_coverage", text_scores)) == ["clean OCR"]


def test_the_mark_at_full_coverage_is_whole(draw, full_scores):
    figure = draw("risk_coverage", full_scores)
    FigureCanvasAgg(figure).draw()
    drawn = np.asarray(figure.canvas.buffer_rgba())
    line = figure.axes[0].lines[0]
    assert line.get_xdata()[-1] == 1 and not line.get_clip_on()
    end = figure.axes[0].transAxes.transform((1, 0.5))[0]
    beyond = drawn[:, int(end) + 2 : int(end) + 5, :3]
    assert (np.ptp(beyond.astype(int), axis=2) > 60).any()


def test_reliability_has_a_panel_a_row_with_its_error(draw, full_scores, text_scores):
    figure = draw("reliability", full_scores)
    shown = titles(figure)
    assert len(shown) == len(set(shown)) == 13
    assert shown[0] == "Jaccard, character bigrams\nnoisy OCR" and shown[-1] == "Sup visual"
    assert figure.axes[0].texts[0].get_text() == "ECE 0.062"
    assert len(titles(draw("reliability", text_scores))) == 3


def test_rows_without_probabilities_have_no_panel(follow, full_scores, names):
    bins = follow(full_scores)["RELIABILITY"]
    figure = draw_reliability(bins[bins["method"] == "sup_language"], full_scores, names)
    assert titles(figure) == ["Sup language\nnoisy OCR", "Sup language\nclean OCR"]


def test_the_breakdown_shows_bins_with_their_numbers(draw, full_scores, text_scores):
    figure = draw("breakdown", full_scores)
    errors, _, homonyms, _ = figure.axes
    assert titles(figure)[0] == "errors per printed character, noisy OCR"
    assert [label.get_text() for label in homonyms.get_xticklabels()] == [
        "one firm\nn = 320",
        "homonyms\nn = 320",
    ]
    assert len(errors.get_legend_handles_labels()[1]) == 5
    assert len(draw("breakdown", text_scores).axes) == 2


def test_marks_stay_in_the_part_of_their_bin_and_classes_are_not_joined(draw, full_scores):
    errors, _, homonyms, _ = draw("breakdown", full_scores).axes
    for axis in (errors, homonyms):
        assert axis.get_xlim() == (-0.5, 1.5)
        shifts = np.array([line.get_xdata() - [0, 1] for line in axis.lines if len(line.get_xdata()) == 2])
        assert len(shifts) and abs(shifts).max() < 0.5
    joined = [
        any(bars[0].get_linestyle() != "None" for bars in axis.containers) for axis in (errors, homonyms)
    ]
    assert joined == [True, False]


def test_what_all_queries_share_has_no_panel(follow, full_scores, names):
    breakdown = follow(full_scores)["BREAKDOWN"]
    one_bin = breakdown[(breakdown["kind"] != "homonym") | (breakdown["bin"] == "one firm")]
    assert len(draw_breakdown(one_bin, full_scores, names).axes) == 2
    assert len(draw_breakdown(one_bin[one_bin["kind"] == "homonym"], full_scores, names).axes) == 2


def test_a_breakdown_of_nothing_says_so(follow, full_scores, names):
    figure = draw_breakdown(follow(full_scores)["BREAKDOWN"][:0], full_scores, names)
    assert not figure.axes and "no property" in figure.texts[0].get_text()


def test_a_visual_row_is_not_divided_by_the_errors_of_the_clean_ocr(draw, full_scores):
    figure = draw("breakdown", full_scores)
    assert "Sup visual" in figure.axes[0].get_legend_handles_labels()[1]
    assert "Sup visual" not in figure.axes[1].get_legend_handles_labels()[1]
    assert "Sup visual" in figure.axes[3].get_legend_handles_labels()[1]
