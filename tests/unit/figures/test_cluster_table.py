"""Table 2: agreement of clusters × 100, beside the paper's."""

from pathlib import Path

import pandas as pd
import prints
import pytest

from clippings.figures.comparisons import ARI as ARI_SCORE
from clippings.figures.comparisons import comparison_grid
from clippings.figures.rows import labels, read_layout
from clippings.figures.score_grids import clusters_markdown
from clippings.figures.score_plot import ARI, draw_scores
from clippings.figures.score_table import CLUSTERS, lay_out

PAPER = Path(__file__).parents[3] / "config/paper_table2.csv"


@pytest.fixture
def papers():
    return read_layout(PAPER, CLUSTERS.paper)


@pytest.fixture
def table(make_scores, average, papers):
    return lay_out(average(prints.scores(make_scores)), papers, CLUSTERS, paper=["newspapers"])


def test_the_papers_numbers_are_those_that_it_prints(papers, layout):
    printed = papers.dropna(subset="ari").set_index("method")["ari"] * 100
    rows = {
        "jaccard_words": 40.3,
        "selfsup_visual": 40.7,
        "selfsup_language": 31.0,
        "selfsup_multimodal": 43.0,
    }
    rows |= {"sup_visual": 59.7, "sup_language": 38.9, "sup_multimodal": 61.5}
    assert printed.round(1).to_dict() == rows
    both = papers.merge(layout, on="method")
    assert len(both) == len(papers) and (both["label_x"] == both["label_y"]).all()


def test_rows_follow_the_paper_with_seeds_averaged(table):
    order = ["jaccard_words", "phash", "selfsup_multimodal", "sup_visual", "sup_multimodal"]
    assert table["method"].tolist() == order
    assert table["noisy_ari"].tolist() == pytest.approx([0.3, 0.4, 0.5, 0.6, 0.75])
    assert table["noisy_ari_sd"].iloc[-1] == pytest.approx(0.1 / 2**0.5)
    assert table["paper_noisy"].tolist()[-1] == 0.615 and table["clean_ari"].isna().all()


def test_the_grid_shows_hundredths_with_intervals(table):
    text = clusters_markdown(table)
    (line,) = (line for line in text.splitlines() if line.startswith("| Sup multimodal |"))
    cells = [
        "Sup multimodal",
        "noisy",
        "75.0 ± 7.1 [70.0, 79.0]",
        "61.5",
        "72.0 ± 7.1 [67.0, 76.0]",
        "74.0, 73.0",
    ]
    assert line.strip("| ").split(" | ") == [*cells, "69.0 ± 7.1 [64.0, 73.0]", "71.0, 70.0", "0.40"]
    assert "| Perceptual hash | – | 40.0 [35.0, 44.0] | – |" in text
    assert "**newspapers**" in text and "over 2 seeds" in text and "2304.03464" in text


def test_the_plot_has_the_papers_marks_and_hundredths(table):
    figure = draw_scores(table, ARI)
    (axis,) = figure.axes
    hollow = [line for line in axis.lines if line.get_markerfacecolor() == "none"]
    assert list(hollow[0].get_xdata())[-1] == 0.615
    figure.draw_without_rendering()
    assert axis.get_xticklabels()[1].get_text().isdigit()
    assert "Rand" in axis.get_xlabel()


def test_clusters_are_compared_by_their_index(make_scores, papers):
    pair = {"method": "sup_multimodal", "ocr": "noisy", "other_method": "jaccard_words", "other_ocr": "noisy"}
    pairs = pd.DataFrame([{**pair, "n": 120, "difference": 0.45, "low": 0.4, "high": 0.5, "p": 0.0005}])
    text = comparison_grid(pairs, prints.scores(make_scores), labels(papers), score=ARI_SCORE)
    assert text.splitlines()[0] == "| OCR | row | ARI | against | its ARI | difference | p |"
    rows = "| noisy | Sup multimodal | 0.750 | Jaccard, word n-grams | 0.300 |"
    assert text.splitlines()[2:] == [f"{rows} +0.450 [+0.400, +0.500] | < 0.001 |"]


def test_the_papers_index_stands_beside_its_datasets_alone(make_scores, average, papers):
    table = lay_out(average(prints.scores(make_scores)), papers, CLUSTERS, paper=["others"])
    assert table["paper_noisy"].isna().all()
    text = clusters_markdown(table)
    assert "| paper" not in text and "2304.03464" not in text and "75.0 ± 7.1" in text
    figure = draw_scores(table, ARI)
    assert not [line for line in figure.axes[0].lines if line.get_markerfacecolor() == "none"]
    legend = [text.get_text() for text in figure.legends[0].get_texts()]
    assert legend == ["noisy OCR, ours with 95 % interval"]
