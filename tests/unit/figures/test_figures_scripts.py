"""The scripts that draw a dataset or a table: all outputs are there, the same bytes each time."""

from itertools import product
from pathlib import Path

import pandas as pd
import prints
import pytest
from stage_scripts import ROOT, run_script

from clippings import frames, tables

PICTURES = ("paired", "risk_coverage", "reliability", "breakdown", "weights", "retrieval")
PAPER1, PAPER2 = (str(ROOT / f"config/paper_table{number}.csv") for number in (1, 2))


@pytest.fixture
def write(average, follow, ceilings, tmp_path):
    """Return a function that writes what is drawn of a dataset and returns the paths by their names."""

    def write(scores):
        made = {"SCORES": scores, "AVERAGES": average(scores), "CEILINGS": ceilings, **follow(scores)}
        made["PAIRED_CLUSTERS"] = made["PAIRED"].drop(columns="mcnemar")
        made |= {"RECORDS": prints.records(), "LINKS": prints.links(), "MEMBERSHIPS": prints.memberships()}
        made["CROPS"] = prints.crops()
        made["WEIGHTS"] = prints.weights()
        suffixes = dict.fromkeys(("RECORDS", "MEMBERSHIPS", "CROPS"), "parquet")
        paths = {n: tmp_path / f"{n.lower()}.{suffixes.get(n, 'csv')}" for n in made}
        for name, path in paths.items():
            frames.write(made[name], path, getattr(tables, name))
        return {name.lower(): str(path) for name, path in paths.items()}

    return write


def draw(rule, folder, names, **given):
    """Run a script and return the bytes of its outputs."""
    output = {n: str(folder / f"{n}.{n.rpartition('_')[2]}") for n in names}
    run_script(rule, folder, output=output, resolution=40, **given)
    return {name: Path(path).read_bytes() for name, path in output.items()}


@pytest.mark.parametrize("pictures", [True, False])
def test_the_links_of_a_dataset_are_drawn(pictures, full_scores, write, tmp_path):
    paths = write(full_scores)
    names = [*(f"{name}_{kind}" for name, kind in product(PICTURES, ("png", "svg"))), "tables"]
    given = {"input": paths | {"crops": [paths["crops"]] if pictures else [], "layout": PAPER1}}
    given["input"]["weights"] = [paths["weights"]]
    given["input"]["paired_clusters"] = [paths["paired_clusters"]] if pictures else []
    given |= {"methods": [prints.ROW], "queries": 2, "seed": 0}
    first = draw("draw_links", tmp_path / "first", names, **given)
    assert not pictures or first == draw("draw_links", tmp_path / "second", names, **given)
    for name in PICTURES:
        assert first[f"{name}_png"].startswith(b"\x89PNG")
    for name in ("paired", "risk_coverage", "reliability", "breakdown"):
        assert b"Sup multimodal" in first[f"{name}_svg"]
    assert b"tfidf noisy" in first["weights_svg"]
    assert (b"<image" in first["retrieval_svg"]) == pictures and b"ANY TOWN" in first["retrieval_svg"]
    page = first["tables"].decode()
    for word in ("Scores of firms", 'id="ceilings"', "sup_multimodal"):
        assert word in page
    assert ('id="paired_clusters"' in page) == pictures


@pytest.mark.parametrize("pictures", [True, False])
def test_the_clusters_of_a_dataset_are_drawn(pictures, full_scores, write, tmp_path):
    paths = write(full_scores)
    given = {"input": paths | {"crops": [paths["crops"]] if pictures else []}}
    given |= {"row": prints.ROW, "lines": 2, "seed": 0}
    first, second = (draw("draw_clusters", tmp_path / folder, ["png", "svg"], **given) for folder in "ab")
    assert first == second
    assert (b"<image" in first["svg"]) == pictures
    assert b"1 right, 1 merged, 1 split" in first["svg"]


def test_table_1_is_written_and_drawn(full_scores, write, tmp_path):
    paths = write(full_scores)
    inputs = {"averages": [paths["averages"]], "ceilings": [paths["ceilings"]], "paper": PAPER1}
    names = ("csv", "markdown", "png", "svg")
    output = {name: str(tmp_path / f"table1.{name}") for name in names}
    run_script("draw_score_table", tmp_path, input=inputs, output=output, paper=["firms"], resolution=60)
    text = Path(output["markdown"]).read_text(encoding="utf-8")
    assert "| Levenshtein distance | 0.620 [0.590, 0.640] |" in text and "could expect 0.980 [" in text
    assert "| 0.630 | 0.731 |" in text and "the paper on its own books" in Path(output["svg"]).read_text()
    assert pd.read_csv(output["csv"])["clean_top1"].tolist()[0] == 0.8
    run_script("draw_score_table", tmp_path, input=inputs, output=output, paper=[], resolution=60)
    assert "paper" not in Path(output["markdown"]).read_text(encoding="utf-8")
    assert "the paper" not in Path(output["svg"]).read_text(encoding="utf-8")


def test_table_2_is_the_same_bytes_each_time(make_scores, average, tmp_path):
    path = tmp_path / "averages.csv"
    frames.write(average(prints.scores(make_scores)), path, tables.AVERAGES)
    made = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        output = {name: str(folder / f"table2.{name}") for name in ("csv", "markdown", "png", "svg")}
        run_script(
            "draw_cluster_table",
            folder,
            input={"averages": [str(path)], "paper": PAPER2},
            output=output,
            paper=["newspapers"],
            resolution=60,
        )
        made.append([Path(path).read_bytes() for path in output.values()])
    assert made[0] == made[1]
    assert b"Perceptual hash" in made[0][3] and b"61.5" in made[0][1]
