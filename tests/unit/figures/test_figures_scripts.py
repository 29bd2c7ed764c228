"""Each script of the stage, run once."""

import json
import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import prints
import pytest

from clippings import frames, tables
from clippings.figures.summary import summarise

ROOT = Path(__file__).parents[3]
PAPER = str(ROOT / "config/paper_table1.csv")


class Files(SimpleNamespace):
    """Named files that can also be listed, as a rule's input can."""

    def __iter__(self):
        for value in vars(self).values():
            yield from [value] if isinstance(value, str) else value


@pytest.fixture
def run(tmp_path):
    def run(name, *, input, output, **params):
        given = SimpleNamespace(
            input=Files(**input),
            output=SimpleNamespace(**output),
            params=SimpleNamespace(**params),
            log=[str(tmp_path / f"{name}.log")],
        )
        runpy.run_path(str(ROOT / f"workflow/scripts/{name}.py"), init_globals={"snakemake": given})

    return run


@pytest.fixture
def scores(full_scores, average, follow, ceilings, tmp_path):
    """The files below scores/ of one dataset, by the name of their table."""
    made = {"SCORES": full_scores, "AVERAGES": average(full_scores), "CEILINGS": ceilings}
    made |= follow(full_scores)
    paths = {name: str(tmp_path / f"scores/{name.lower()}.csv") for name in made}
    for name, path in paths.items():
        frames.write(made[name], path, getattr(tables, name))
    return paths


@pytest.fixture
def found(tmp_path):
    """The files of one dataset that the summary reads."""
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
    return {name.partition(".")[0]: {"firms": str(tmp_path / name)} for name in made}


def test_the_table_and_the_plot_are_written(scores, run, tmp_path):
    inputs = {"averages": [scores["AVERAGES"]], "ceilings": [scores["CEILINGS"]], "paper": PAPER}
    table = {"csv": str(tmp_path / "table1.csv"), "markdown": str(tmp_path / "table1.md")}
    run("write_score_table", input=inputs, output=table)
    text = Path(table["markdown"]).read_text()
    assert "| Levenshtein distance | 0.620 [0.590, 0.640] |" in text and "could expect 0.980 [" in text
    assert pd.read_csv(table["csv"])["clean_top1"].tolist()[0] == 0.8
    plots = {"png": str(tmp_path / "accuracy.png"), "svg": str(tmp_path / "accuracy.svg")}
    run("plot_scores", input=inputs, output=plots, resolution=60)
    assert all(Path(path).stat().st_size > 1000 for path in plots.values())


@pytest.mark.parametrize(
    ("rule", "inputs"),
    [
        ("plot_differences", {"paired": "PAIRED"}),
        ("plot_risk", {"curves": "RISK_COVERAGE", "scores": "SCORES"}),
        ("plot_reliability", {"bins": "RELIABILITY", "scores": "SCORES"}),
        ("plot_breakdown", {"breakdown": "BREAKDOWN", "scores": "SCORES"}),
    ],
)
def test_the_pictures_of_a_dataset_are_drawn_from_its_tables(rule, inputs, scores, run, tmp_path):
    given = {name: scores[table] for name, table in inputs.items()}
    pictures = {kind: str(tmp_path / f"{rule}.{kind}") for kind in ("png", "svg")}
    run(rule, input={**given, "paper": PAPER}, output=pictures, resolution=50)
    assert Path(pictures["png"]).read_bytes().startswith(b"\x89PNG")
    assert "Sup multimodal" in Path(pictures["svg"]).read_text(encoding="utf-8")


def test_the_run_is_described(run, tmp_path):
    run(
        "describe_run",
        input={"outside": [PAPER], "environments": [str(ROOT / "envs/figures.yaml")]},
        output={"run": str(tmp_path / "run.json")},
        settings={"seeds": [0]},
        declaration={"task": "link"},
        benchmarks=[str(tmp_path)],
    )
    described = json.loads((tmp_path / "run.json").read_text())
    assert set(described) == {"config", "declaration", "seeds", "versions", "inputs", "stages"}
    assert "matplotlib" in described["versions"]


def write_sample(folder):
    """Write what labels say of the links of one dataset, and give its path."""
    counts = {"queries": 900, "labelled": 120, "right": 84, "sample": 40, "sample_right": 34}
    shares = {"share": 0.85, "low": 0.709, "high": 0.929}
    row = pd.DataFrame([{"method": "levenshtein/noisy", **counts, **shares}])
    frames.write(row, folder / "sample.csv", tables.REVIEW_SAMPLE)
    return str(folder / "sample.csv")


def test_the_summary_says_what_was_found_and_where(run, found, scores, tmp_path):
    (tmp_path / "table1.md").write_text("| the table |\n")
    (tmp_path / "labels.csv").write_text(
        "query_id,target_id,verdict,drawn\nq1,t1,match,random\nq2,,no match,\n"
    )
    labels = [str(tmp_path / "labels.csv")]
    links = list(found["links"].values())
    run(
        "write_summary",
        input={"table": [str(tmp_path / "table1.md")], "links": links, "labels": labels},
        output={"summary": str(tmp_path / "summary.md")},
        paper=PAPER,
        scores={"firms": scores["SCORES"]},
        paired={"firms": scores["PAIRED"]},
        paired_clusters={},
        clusters={},
        sheets={},
        links=found["links"],
        layout=found["layout"],
        ocr=found["ocr"],
        pages=found["page_status"],
        labels={"firms": labels},
        samples={"firms": write_sample(tmp_path)},
        drawn=["firms"],
    )
    text = (tmp_path / "summary.md").read_text()
    for line in (
        "| the table |",
        "## Comparisons on the same matched test queries of firms",
        "| clean | SelfSup multimodal | 0.880 | Levenshtein distance | 0.800 | +0.080 [+0.060, +0.100] |",
        "| firms | levenshtein/noisy | 2 | 1 |",
        "| firms | pr | names | 1,200 | 0.990 | 0.998 |",
        "| firms | noisy | tesseract | all | 5,000 | 0.230 | 0.400 |",
        "| firms | 2 | 1 | pr-0002 (blank) |",
        "| firms | 1 | 2 | 1 | 1 | 0 | 1 | 84 of 120 | 0.850 [0.709, 0.929] of 40 |",
        f"- `{found['links']['firms']}`",
    ):
        assert line in text
    assert "labels.csv`" not in text


def test_the_summary_counts_clusters_and_leads_to_the_contact_sheet(found, tmp_path):
    rows = [("a1", "a1", 2, False), ("a2", "a1", 2, False), ("b1", "b1", 1, False), ("c1", "c1", 900, True)]
    clusters = pd.DataFrame(rows, columns=["record_id", "cluster_id", "size", "giant"]).assign(split="test")
    frames.write(clusters, tmp_path / "clusters.csv", tables.CLUSTERS)
    parts = ("names", "scores", "paired", "paired_clusters", "layout", "ocr", "pages", "labels", "links")
    sheets = {"newspapers": "figures/newspapers/contact_sheet.png"}
    given = {"clusters": {"newspapers": str(tmp_path / "clusters.csv")}, "sheets": sheets}
    text = summarise([], [], samples={}, **given, **{key: {} for key in parts})
    sheet = "[right and wrong ones](figures/newspapers/contact_sheet.png)"
    assert f"| newspapers | 4 | 3 | 1 | 900 | 1 | {sheet} |" in text


@pytest.mark.parametrize(
    ("ocr", "cer", "shown"),
    [
        ("noisy", 0.15, "0.150"),
        ("noisy", 0.351, "0.351 (drawn pages are meant to have 0.15 to 0.35)"),
        ("clean", 0.12, "0.120"),
        ("clean", 0.029, "0.029 (drawn pages are meant to have 0.03 to 0.12)"),
    ],
)
def test_noise_that_drawn_pages_are_not_meant_to_have_is_noted(ocr, cer, shown, tmp_path):
    rows = [(ocr, "tesseract", source, 50, cer, 0.4) for source in ("pr", "all")]
    path = tmp_path / "ocr.csv"
    frames.write(pd.DataFrame(rows, columns=tables.READING_SCORES.names), path, tables.READING_SCORES)
    parts = ("names", "scores", "paired", "paired_clusters", "links", "layout", "pages", "labels", "clusters")
    absent = {key: {} for key in (*parts, "sheets", "samples")}
    text = summarise([], [], ocr={"firms": path, "scans": path}, drawn=["firms"], **absent)
    assert f"| firms | {ocr} | tesseract | all | 50 | {shown} | 0.400 |" in text
    assert text.count("are meant") == shown.count("are meant")


def test_table_and_plot_of_clusters_are_the_same_bytes_each_time(run, make_scores, average, tmp_path):
    path, paper = tmp_path / "averages.csv", str(ROOT / "config/paper_table2.csv")
    frames.write(average(prints.scores(make_scores)), path, tables.AVERAGES)
    given = {"averages": [str(path)], "paper": paper}
    made = []
    for folder in ("first", "second"):
        names = {"csv": "table2.csv", "markdown": "table2.md", "png": "ari.png", "svg": "ari.svg"}
        paths = {kind: str(tmp_path / folder / name) for kind, name in names.items()}
        run("write_cluster_table", input=given, output=paths)
        run("plot_clusters", input=given, output=paths, resolution=60)
        made.append([Path(path).read_bytes() for path in paths.values()])
    assert made[0] == made[1]
    assert b"Perceptual hash" in made[0][3] and b"61.5" in made[0][1]


def test_a_dataset_without_truth_and_pages_leaves_those_parts_out(found):
    absent = {key: {} for key in ("names", "scores", "paired", "layout", "ocr", "pages", "labels")}
    absent |= {key: {} for key in ("paired_clusters", "clusters", "sheets", "samples")}
    text = summarise([], ["results/toy/linkage/links.csv"] * 2, links=found["links"], **absent)
    assert "## Links" in text and text.count("results/toy/linkage/links.csv") == 1
    assert not any(word in text for word in ("Layout", "Pages", "Comparisons", "Labels"))
