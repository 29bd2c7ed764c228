"""The summary of a run, its index page, and the records of how results came to be."""

import json

import pandas as pd
import prints
import pytest
from stage_scripts import ROOT, run_script

from clippings import datapackage, frames, tables
from clippings.figures.pages import index_page
from clippings.figures.rows import read_layout
from clippings.figures.summary import summarise
from clippings.figures.texts import align

PAPER = str(ROOT / "config/paper_table1.csv")


@pytest.fixture
def found(tmp_path, full_scores, average, follow):
    """The files of one dataset by their kind, as the summary takes them."""
    made = {
        "links.csv": (
            tables.LINKS,
            [
                {"query_id": "q1", "target_id": "t1", "rank": 1, "score": 0.9, "decision": "link"},
                {"query_id": "q1", "target_id": "t2", "rank": 2, "score": 0.1, "decision": "no match"},
                {"query_id": "q2", "target_id": None, "rank": 1, "score": 0.0, "decision": "no match"},
            ],
            {"method": "levenshtein/noisy"},
        ),
        "layout.csv": (
            tables.LAYOUT_SCORES,
            [{"source": "pr", "role": "names", "truth": 1200, "found": 1190, "matched": 1188}],
            {"recall": 0.99, "precision": 0.9983},
        ),
        "ocr.csv": (
            tables.READING_SCORES,
            [
                {
                    "ocr": "noisy",
                    "engine": "tesseract",
                    "source": "all",
                    "crops": 5000,
                    "cer": 0.23,
                    "exact": 0.4,
                }
            ],
            {},
        ),
        "page_status.tsv": (
            tables.PAGE_STATUS,
            [{"page": "pr-0001", "status": "ok"}, {"page": "pr-0002", "status": "blank"}],
            {"source": "pr", "boxes": 0, "names": 0},
        ),
    }
    for name, (table, rows, constants) in made.items():
        frames.write(pd.DataFrame(rows).assign(**constants), tmp_path / name, table)
    paths = {name.partition(".")[0]: str(tmp_path / name) for name in made}
    paths["pages"] = paths.pop("page_status")
    scores = {"scores": full_scores, "averages": average(full_scores)}
    scores["paired"] = follow(full_scores)["PAIRED"]
    for name, frame in scores.items():
        paths[name] = str(tmp_path / f"results/firms/scores/{name}.csv")
        frames.write(frame, paths[name], getattr(tables, name.upper()))
    return paths


def sum_up(files, outputs=(), **changed):
    settings = {"index": "results/index.html", "layout": read_layout(PAPER), "results": [], "drawn": []}
    return summarise(files, outputs, **settings | {"expected_cer": {}, "simulated": {}} | changed)


@pytest.fixture
def labelled(tmp_path):
    """Two labels of a dataset, and what they say of its links."""
    (tmp_path / "labels.csv").write_text(
        "query_id,target_id,verdict,drawn\nq1,t1,match,random\nq2,,no match,\n"
    )
    counts = {"queries": 900, "labelled": 120, "right": 84, "sample": 40, "sample_right": 34}
    shares = {"share": 0.85, "low": 0.709, "high": 0.929}
    row = pd.DataFrame([{"method": "levenshtein/noisy", **counts, **shares}])
    frames.write(row, tmp_path / "sample.csv", tables.REVIEW_SAMPLE)
    return {"labels": [str(tmp_path / "labels.csv")], "sample": str(tmp_path / "sample.csv")}


def test_the_summary_has_what_was_found_and_where(found, labelled, tmp_path):
    (tmp_path / "table1.md").write_text("| the table |\n")
    outputs = [found["links"], *labelled["labels"], found["links"]]
    text = sum_up({"firms": found | labelled}, outputs, results=[tmp_path / "table1.md"])
    for line in (
        "| the table |",
        "## Comparisons on the same matched test queries of firms",
        "| clean | SelfSup multimodal | 0.880 | Levenshtein distance | 0.800 | +0.080 [+0.060, +0.100] |",
        "\n| firms | levenshtein/noisy | 2 | 1 |\n",
        "\n| firms | pr | names | 1,200 | 0.990 | 0.998 |\n",
        "\n| firms | noisy | tesseract | all | 5,000 | 0.230 | 0.400 |\n",
        "\n| firms | 2 | 1 | pr-0002 (blank) |\n",
        "\n| firms | 1 | 2 | 1 | 1 | 0 | 1 | 84 of 120 | 0.850 [0.709, 0.929] of 40 |\n",
        f"- `{found['links']}`\n",
    ):
        assert line in text
    assert "labels.csv`" not in text and text.split("### Outputs")[1].count(found["links"]) == 1
    assert "\n\n\n" not in text
    for block in text.split("\n\n"):
        cells = [line.count("|") for line in block.splitlines() if line.startswith("|")]
        assert len(set(cells)) <= 1, block


def test_the_summary_begins_with_the_table_and_five_paths_in_forty_lines(found):
    own = found | {"review": "results/firms/review/index.html", "cards": ["card.md"], "tables": "t.html"}
    first, details = sum_up({"firms": own}).split("\n## Details\n")
    lines = first.splitlines()
    assert lines[0] == "# Results" and len(lines) < 38
    assert "Top-1 accuracy on matched test queries of firms, × 100, with 95 % intervals:" in lines
    rows = [line for line in lines if line.startswith("|")]
    assert len({len(row) for row in rows}) == 1 and "paper" not in first
    assert any(row.startswith("| Sup multimodal  ") and "90.0 ± 1.0 [87.0, 92.0]" in row for row in rows)
    # Of the strings, the best raw and the best normalised one of either OCR.
    assert sum("Levenshtein" in row or "Jaccard" in row for row in rows) == 3
    paths = [line for line in lines if line.startswith("- ")]
    assert paths[:2] == ["- `results/index.html`", "- `results/firms/review/index.html`"] and len(paths) == 5
    assert "### Links" in details


def test_a_dataset_to_cluster_begins_with_its_rand_index(make_scores, average, tmp_path):
    scores = prints.scores(make_scores)
    own = {name: str(tmp_path / f"{name}.csv") for name in ("scores", "averages")}
    frames.write(scores, own["scores"], tables.SCORES)
    frames.write(average(scores), own["averages"], tables.AVERAGES)
    text = sum_up({"newspapers": own})
    assert "Adjusted Rand index of test records of newspapers, × 100" in text
    assert "75.0 ± 7.1 [70.0, 79.0]" in text.split("## Details")[0]


def test_columns_of_wide_letters_are_straight():
    lines = align("| name | n |\n| --- | --- |\n| 日本 | 1 |\n| ab | 22 |").splitlines()
    assert lines == ["| name | n  |", "| ---- | -- |", "| 日本 | 1  |", "| ab   | 22 |"]


def test_the_summary_counts_clusters_and_leads_to_the_contact_sheet(tmp_path):
    rows = [("a1", "a1", 2, False), ("a2", "a1", 2, False), ("b1", "b1", 1, False), ("c1", "c1", 900, True)]
    clusters = pd.DataFrame(rows, columns=["record_id", "cluster_id", "size", "giant"]).assign(split="test")
    frames.write(clusters, tmp_path / "clusters.csv", tables.CLUSTERS)
    own = {"clusters": str(tmp_path / "clusters.csv")}
    text = sum_up({"newspapers": own | {"contact_sheet": "results/figures/newspapers/contact_sheet.png"}})
    sheet = "[right and wrong ones](figures/newspapers/contact_sheet.png)"
    assert f"| newspapers | 4 | 3 | 1 | 900 | 1 | {sheet} |" in text
    assert "| newspapers | 4 | 3 | 1 | 900 | 1 | – |" in sum_up({"newspapers": own})


@pytest.mark.parametrize(
    ("ocr", "cer", "shown"),
    [
        ("noisy", 0.15, "0.150"),
        ("noisy", 0.351, "0.351 (expected on drawn pages: 0.15 to 0.35)"),
        ("clean", 0.12, "0.120"),
        ("clean", 0.029, "0.029 (expected on drawn pages: 0.03 to 0.12)"),
    ],
)
def test_a_character_error_rate_that_is_not_expected_on_drawn_pages_is_noted(ocr, cer, shown, tmp_path):
    rows = [(ocr, "tesseract", source, 50, cer, 0.4) for source in ("pr", "all")]
    path = tmp_path / "ocr.csv"
    frames.write(pd.DataFrame(rows, columns=tables.READING_SCORES.names), path, tables.READING_SCORES)
    files = {"firms": {"ocr": path}, "scans": {"ocr": path}}
    text = sum_up(files, drawn=["firms"], expected_cer={"noisy": [0.15, 0.35], "clean": [0.03, 0.12]})
    assert f"| firms | {ocr} | tesseract | all | 50 | {shown} | 0.400 |" in text
    assert text.count("expected") == shown.count("expected")
    assert "expected" not in sum_up(files, drawn=["firms"])


def test_a_dataset_without_truth_and_pages_leaves_those_parts_out(found):
    text = sum_up({"toy": {"links": found["links"]}}, ["results/toy/linkage/links.csv"])
    assert "### Links" in text and text.count("results/toy/linkage/links.csv") == 1
    assert not any(word in text for word in ("Layout", "Pages", "Comparisons", "Labels", "Clusters", "OCR"))


def test_the_index_links_what_a_dataset_has_and_nothing_else(tmp_path):
    table = "Accuracy of **firms**:\n\n| method | n |\n| --- | --- |\n| <a> | 3 |\n"
    (tmp_path / "table1.md").write_text(table)
    files = {
        "firms": {
            "figures": ["results/figures/firms/paired.png", "results/figures/firms/paired.svg"],
            "tables": "results/figures/firms/tables.html",
            "review": "results/firms/review/index.html",
            "links": "results/firms/linkage/links.csv",
            "cards": ["results/firms/encoder/ppocr/s0/selfsup/card.md"],
            "decisions": [
                f"results/firms/linkage/{encoder}/choices/1-of-1.csv" for encoder in ("strings", "a/s0")
            ],
            "labels": ["mine/labels.csv"],
            "runs": ["results/firms/run.json"],
        },
        "album": {"clusters": "results/album/linkage/clusters #1.csv"},
    }
    outputs = [*files["firms"]["figures"], "results/figures/accuracy.png", "mine/labels.csv"]
    said = {"album": "firms scanned again at 66 dpi, simulated"}
    page = index_page(
        files, outputs, index="results/index.html", results=[tmp_path / "table1.md"], simulated=said
    )
    for part in (
        "<td>&lt;a&gt;</td><td>3</td>",
        "<p>Accuracy of firms:</p>",
        "<th>method</th><th>n</th>",
        'src="figures/accuracy.png"',
        'src="figures/firms/paired.png"',
        '<a href="figures/firms/tables.html">Tables of scores, to sort</a>',
        '<a href="firms/review/index.html">Review page: confirm or correct links</a>',
        '<a href="firms/linkage/links.csv">links.csv</a>',
        '<a href="firms/encoder/ppocr/s0/selfsup/card.md">s0/selfsup/card.md</a>',
        '<a href="firms/linkage/strings/choices/1-of-1.csv">linkage/strings/choices/1-of-1.csv</a>',
        '<a href="firms/linkage/a/s0/choices/1-of-1.csv">linkage/a/s0/choices/1-of-1.csv</a>',
        '<a href="firms/run.json">run.json</a>',
        'href="album/linkage/clusters%20%231.csv"',
        '<section id="album"',
        '<h2 id="album-title">album</h2>\n<p class="quiet">firms scanned again at 66 dpi, simulated</p>',
    ):
        assert part in page, part
    assert page.count("paired.png") == 2 and "mine/labels" not in page
    assert "http:" not in page and "https:" not in page and "<script" not in page


def test_the_script_writes_summary_index_and_provenance(found, labelled, tmp_path, monkeypatch):
    described = {}

    def describe(folder, files):
        described[str(folder)] = [str(path) for path in files]
        return datapackage.describe(folder, files)

    monkeypatch.setattr("clippings.figures.run_record.describe", describe)
    (tmp_path / "table1.md").write_text("| method |\n| --- |\n| strokes |\n")
    results = tmp_path / "results"
    run_script(
        "write_summary",
        tmp_path,
        input={
            "files": [*found.values(), *labelled["labels"]],
            "tables": [str(tmp_path / "table1.md")],
            "environments": [str(ROOT / "envs/figures.yaml")],
            "layout": PAPER,
        },
        output={
            "summary": str(results / "summary.md"),
            "index": str(results / "index.html"),
            "runs": [str(results / "firms/run.json")],
            "packages": [str(results / "firms/datapackage.json")],
            "crate": str(results / "ro-crate-metadata.json"),
        },
        files={"firms": found | labelled},
        tables=[str(tmp_path / "table1.md")],
        expected_cer={},
        drawn=[],
        simulated={"firms": "pages of another scanned again, simulated"},
        settings={"seeds": [0]},
        declarations={"firms": {"task": "link"}},
        outside={"firms": [PAPER]},
    )
    run = json.loads((results / "firms/run.json").read_text(encoding="utf-8"))
    assert set(run) == {"config", "declaration", "seeds", "versions", "inputs"}
    assert list(run["inputs"]) == [PAPER]
    assert "matplotlib" in run["versions"]
    scores = [found[name] for name in ("scores", "averages", "paired")]
    assert described == {str(results / "firms"): scores}
    assert json.loads((results / "firms/datapackage.json").read_text())["name"] == "firms"
    summary = (results / "summary.md").read_text(encoding="utf-8")
    assert "strokes" in summary
    assert "of firms (pages of another scanned again, simulated), × 100" in summary
    assert 'href="firms/datapackage.json"' in (results / "index.html").read_text(encoding="utf-8")
