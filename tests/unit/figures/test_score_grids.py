"""The results table in Markdown."""

import pandas as pd

from clippings.figures.score_grids import links_markdown
from clippings.figures.score_table import LINKS, lay_out


def laid_out(averages, layout, paper=("firms", "toy", "pr_tk")):
    return lay_out(averages, layout, LINKS, paper=paper)


def lines_of(text, label):
    return [line for line in text.splitlines() if line.startswith(f"| {label} |")]


def test_the_grids_show_a_row_with_its_intervals(make_scores, average, layout, ceilings):
    parts = [
        make_scores(("levenshtein", "noisy", 0.7), ("mine", "clean", 0.6), dataset=name)
        for name in ("firms", "toy")
    ]
    text = links_markdown(laid_out(average(pd.concat(parts)), layout), ceilings)
    matched, decided, sure, *_ = lines_of(text, "Levenshtein distance")
    assert matched == "| Levenshtein distance | 0.700 [0.670, 0.720] | – | 0.630 | 640 |"
    cells = "0.600 [0.570, 0.620] | 0.500 [0.450, 0.540] | 0.500 [0.400, 0.600] | 0.750 | 0.626 |"
    assert decided == f"| Levenshtein distance | noisy | {cells}"
    cells = "0.125 [0.100, 0.150] | 0.375 [0.250, 0.500] | 0.062 [0.060, 0.090] |"
    assert sure == f"| Levenshtein distance | noisy | {cells}"
    assert text.index("**firms**") < text.index("**toy**")
    assert "Decisions on all 852 test queries, 212 of them without a match" in text


def test_the_ceiling_stands_below_the_table_of_its_dataset_alone(
    full_scores, text_scores, average, layout, ceilings
):
    text = links_markdown(laid_out(average(pd.concat([full_scores, text_scores])), layout), ceilings)
    assert text.count("could expect") == 1
    assert "names as printed could expect 0.980 [0.970, 0.990] (0.950 [0.930, 0.960] where only" in text
    assert "of 1,640 queries 52 mean a firm that shares its name" in text
    assert text.index("could expect") < text.index("Decisions on all") < text.index("**pr_tk**")


def test_several_seeds_show_their_spread_and_one_shows_none(
    full_scores, text_scores, average, layout, ceilings
):
    many = links_markdown(laid_out(average(full_scores), layout), ceilings)
    assert "mean ± standard deviation over 3 seeds" in many
    assert lines_of(many, "Sup multimodal")[0].startswith(
        "| Sup multimodal | 0.900 ± 0.010 [0.870, 0.920] | 0.940 ± 0.010 [0.910, 0.960] | 0.937 |"
    )
    assert lines_of(many, "Jaccard, character bigrams")[0].count("±") == 0
    assert "±" not in links_markdown(laid_out(average(text_scores), layout), ceilings)


def test_columns_that_a_dataset_leaves_empty_are_left_out(
    text_scores, make_scores, average, layout, ceilings
):
    text = links_markdown(laid_out(average(text_scores), layout), ceilings)
    assert "| method | clean OCR | paper, clean | n |" in text
    strings = laid_out(average(make_scores(("levenshtein_normalised", "clean", 0.8))), layout)
    heads = [line for line in links_markdown(strings, ceilings).splitlines() if line.startswith("| method")]
    assert heads[0] == "| method | clean OCR | n |"
    assert "image weight" not in heads[1] and "paper" not in heads[1]


def test_a_visual_row_is_decided_once(full_scores, average, layout, ceilings):
    text = links_markdown(laid_out(average(full_scores), layout), ceilings)
    assert len(lines_of(text, "Sup visual")) == 3
    assert lines_of(text, "Sup visual")[1].startswith("| Sup visual | – | 0.760 ± 0.010")
    assert len(lines_of(text, "Sup language")) == 5


def test_the_paper_stands_beside_its_datasets_alone(full_scores, text_scores, average, layout, ceilings):
    averages = average(pd.concat([full_scores, text_scores]))
    text = links_markdown(laid_out(averages, layout, paper=["firms"]), ceilings)
    ours, theirs = text.split("**pr_tk**")
    assert "| 0.937 |" in ours and "paper" not in theirs.split("The columns")[0]
    assert theirs.endswith("for their own books and queries.\n")
    assert "paper" not in links_markdown(laid_out(averages, layout, paper=[]), ceilings)


def test_a_row_of_both_ocrs_has_one_line_of_its_own(all_scores, average, layout, ceilings):
    text = links_markdown(laid_out(average(all_scores), layout), ceilings)
    top1, decided, sure = lines_of(text, "Sup all evidence, both OCRs")
    assert top1.startswith("| Sup all evidence, both OCRs | 0.980 [0.950, 1.000] | 0.980 [0.950, 1.000] |")
    assert decided.startswith("| Sup all evidence, both OCRs | both | 0.880") and "| both | 0.125" in sure
    one = lines_of(text, "Sup all evidence")
    assert one[0].startswith("| Sup all evidence | 0.940 [0.910, 0.960] | 0.970 [0.940, 0.990] |")
    assert [line.split(" | ")[1] for line in one[1:]] == ["noisy", "clean"] * 2
    assert text.count("include an acceptable target for 0.960 [0.950, 0.970] of these") == 1
