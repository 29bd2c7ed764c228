"""Each script of the stage once, as its rule runs it: detect, crop, collect, score, draw."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

from clippings import frames, tables
from clippings.layout import detection

SCRIPTS = Path(__file__).resolve().parents[3] / "workflow/scripts"


def run(rule, tmp_path, **given):
    """Run the script of `rule`; give what it wrote to its log."""
    log = tmp_path / f"{rule}.log"
    snakemake = SimpleNamespace(**{"threads": 1, "log": [str(log)], **given})
    runpy.run_path(str(SCRIPTS / f"{rule}.py"), init_globals={"snakemake": snakemake})
    return log.read_text()


@pytest.fixture
def pages(directory_file):
    return [
        {"page": f"pr-000{frame + 1}", "path": str(directory_file), "source": "pr", "frame": frame}
        for frame in range(3)
    ]


@pytest.fixture
def found(pages, known, tmp_path, monkeypatch):
    """Run detect_layout over a good page, a blank one and a good one; give its two outputs and its log."""
    monkeypatch.setitem(detection.DETECTORS, "lines", lambda **_: known)
    output = SimpleNamespace(lines=str(tmp_path / "lines.parquet"), status=str(tmp_path / "read.tsv"))
    source = {"orientation": "horizontal", "roles": ["name", "partner"], "ink": False}
    params = SimpleNamespace(pages=pages, detector="lines", settings={}, source=source, most_pixels=10**6)
    return output, run("detect_layout", tmp_path, params=params, output=output)


@pytest.fixture
def detected(found, pages, tmp_path):
    """Run crop_names over what was found; give its three outputs."""
    names = {"boxes": "boxes.parquet", "crops": "crops.parquet", "status": "status.tsv"}
    output = SimpleNamespace(**{name: str(tmp_path / file) for name, file in names.items()})
    params = SimpleNamespace(pages=pages, padding=0.15, expected=True, seed=0, most_pixels=10**6)
    given = SimpleNamespace(lines=found[0].lines, status=found[0].status, labelled=[])
    run("crop_names", tmp_path, input=given, params=params, output=output)
    return output


def test_detect_layout_writes_lines_and_statuses(found):
    output, log = found
    assert len(frames.read(output.lines, tables.LINES)) == 60
    assert frames.read(output.status, tables.PAGE_STATUS)["status"].tolist() == ["ok", "blank", "ok"]
    assert "page pr-0002" in log and "is blank" in log


def test_crop_names_writes_boxes_names_and_statuses(detected):
    assert len(frames.read(detected.boxes, tables.BOXES)) == 66
    crops = frames.read(detected.crops, tables.CROPS)
    assert crops["page"].value_counts().to_dict() == {"pr-0001": 15, "pr-0003": 15}
    status = frames.read(detected.status, tables.PAGE_STATUS)
    assert status[["boxes", "names"]].to_numpy().tolist() == [[33, 18], [0, 0], [33, 18]]


@pytest.fixture
def shards(detected, tmp_path):
    """Statuses of two shards: the second has the pages a, b and c."""
    other = tmp_path / "other.tsv"
    status = frames.read(detected.status, tables.PAGE_STATUS)
    frames.write(status.assign(page=["a", "b", "c"]), other, tables.PAGE_STATUS)
    return SimpleNamespace(status=[detected.status, str(other)])


def test_collect_page_status_joins_the_shards_and_may_let_bad_pages_pass(shards, tmp_path):
    output = SimpleNamespace(status=str(tmp_path / "page_status.tsv"))
    log = run(
        "collect_page_status",
        tmp_path,
        input=shards,
        params=SimpleNamespace(on_bad_page="skip"),
        output=output,
    )
    joined = frames.read(output.status, tables.PAGE_STATUS)
    assert joined["page"].tolist() == ["pr-0001", "pr-0002", "pr-0003", "a", "b", "c"]
    assert joined["status"].tolist() == ["ok", "blank", "ok"] * 2
    assert log.count("is blank") == 2


def test_collect_page_status_ends_in_one_line_at_a_bad_page(shards, tmp_path, capsys):
    output = SimpleNamespace(status=str(tmp_path / "page_status.tsv"))
    with pytest.raises(SystemExit) as caught:
        run(
            "collect_page_status",
            tmp_path,
            input=shards,
            params=SimpleNamespace(on_bad_page="fail"),
            output=output,
        )
    assert caught.value.code == 1
    line = capsys.readouterr().err
    assert line.count("\n") == 1 and "page pr-0002" in line and "1 more of 6 pages" in line
    assert not Path(output.status).exists() and all(Path(file).exists() for file in shards.status)


def test_score_layout_scores(detected, directory, tmp_path):
    truth = pd.concat([directory.assign(page=page) for page in ("pr-0001", "pr-0003")], ignore_index=True)
    truth = truth.assign(
        annotation=truth.index, source="pr", orientation="horizontal", reading_order=truth.index, part=0
    )
    frames.write(truth, tmp_path / "annotations.parquet", tables.ANNOTATIONS)
    output = SimpleNamespace(scores=str(tmp_path / "layout.csv"))
    run(
        "score_layout",
        tmp_path,
        input=SimpleNamespace(
            boxes=[detected.boxes],
            annotations=[str(tmp_path / "annotations.parquet")],
            mentions=[],
            labels=[],
        ),
        output=output,
    )
    scores = frames.read(output.scores, tables.LAYOUT_SCORES).set_index("role")
    assert scores.loc["names", ["recall", "precision"]].tolist() == [1.0, 1.0]


def test_draw_overlays_draws(detected, pages, tmp_path):
    output = SimpleNamespace(picture=str(tmp_path / "overlays.png"))
    run(
        "draw_overlays",
        tmp_path,
        input=SimpleNamespace(boxes=[detected.boxes]),
        params=SimpleNamespace(pages=pages, most_pixels=10**6),
        output=output,
    )
    assert Path(output.picture).stat().st_size > 1000
