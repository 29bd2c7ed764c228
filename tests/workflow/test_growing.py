"""Next year's volume: the targets of one dataset saved as an index, against which others link."""

import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from toy import TOY, planned, snakemake

from clippings import frames, tables
from clippings.saved_index import read_index

pytestmark = pytest.mark.chains

LETTERS = list("東京大阪日本工業商事電機製作所山川田中三菱化学繊維")
SOURCES = """
sources:
  pr: {orientation: horizontal, sides: {name: query}}
  tk: {orientation: horizontal, sides: {name: target}}
"""
DATASET = """
task: link
input: records
records: [NAME.csv]
texts: [clean]
truth: table
measures: [levenshtein]
"""
OWN = """
encoder: {name: names, models: [selfsup]}
export: [all_evidence]
shares: {train: 0, val: 0.5, test: 0.5}
"""
CARRIED = (
    "export: [all_evidence]\nshares: {train: 0, val: 0, test: 1}\n"  # Nothing is learned: all are tested.
)
FIRMS, NEW = 60, 12
# What is read, embedded and linked: nothing of the dataset whose index it is.
JOBS = Counter(
    build_records=1,
    embed_records=1,
    compare_strings=1,
    search_neighbours=1,
    compare_evidence=1,
    weigh_evidence=1,
    judge_queries=1,
    link_records=1,
)


def misread(name, generator):
    """Replace one character of a name."""
    place = generator.integers(len(name))
    return name[:place] + str(generator.choice(LETTERS)) + name[place + 1 :]


def rows(source, prefix, entities, texts):
    ids = [f"{prefix}-{entity}" for entity in entities]
    return pd.DataFrame({"record": ids, "source": source, "entity": entities, "clean": texts})


def declare(folder, name, table, *said):
    """Write the table of a dataset, its file, and the config of a run of it alone; return that of the run."""
    table.to_csv(folder / f"{name}.csv", index=False)
    text = "".join([DATASET.replace("NAME", name), SOURCES, *said])
    (folder / f"config/datasets/{name}.yaml").write_text(text, encoding="utf-8")
    (folder / f"config/{name}.yaml").write_text(f"datasets: [{name}]\n", encoding="utf-8")
    return [*TOY, f"config/{name}.yaml"]


def run(folder, *arguments, config):
    done = snakemake(folder, "--show-failed-logs", *arguments, config=config)
    assert done.returncode == 0, done.stdout + done.stderr


def links(folder, name):
    return frames.read(folder / f"results/{name}/linkage/links.csv", tables.LINKS)


def embedded(folder, name):
    """Return how many texts the job of a dataset embedded and found, by its log."""
    (log,) = (folder / f"results/logs/{name}/embed_records").glob("*.log")
    (found,) = re.findall(r"(\d+) texts embedded, (\d+) found", log.read_text(encoding="utf-8"))
    return [int(number) for number in found]


def test_new_pages_link_against_what_was_saved_and_nothing_of_it_runs_again(bare):
    generator = np.random.default_rng(5)
    names = ["".join(generator.choice(LETTERS, 7)) for _ in range(FIRMS)]
    entities = [f"e{number}" for number in range(FIRMS)]
    targets = rows("tk", "tk", entities, names)
    asked = rows("pr", "pr", entities[:40], [misread(name, generator) for name in names[:40]])
    old = declare(bare, "old", pd.concat([asked, targets]), OWN)
    run(bare, "results/old/linkage/links.csv", "index", config=old)
    before = {file: file.read_bytes() for file in (bare / "results/old").rglob("*") if file.is_file()}

    # New queries, against the index, and beside its targets in one table.
    fresh = [misread(name, generator) for name in names[-NEW:]]
    new = rows("pr", "new", entities[-NEW:], fresh)
    against = declare(bare, "new", new, CARRIED, "index: results/old/index\n")
    assert planned(bare, "results/new/linkage/links.csv", config=against) == JOBS
    run(bare, "results/new/linkage/links.csv", config=against)
    assert embedded(bare, "new") == [len({*fresh}), 0]
    model = "model: results/old/model/old.clippings\n"
    together = declare(bare, "together", pd.concat([new, targets]), CARRIED, model)
    run(bare, "results/together/linkage/links.csv", config=together)
    assert embedded(bare, "together") == [len({*names} - {*fresh}), len({*fresh})]
    found, expected = links(bare, "new"), links(bare, "together")
    pd.testing.assert_frame_equal(found, expected, rtol=0, atol=1e-5)
    assert (found["decision"] == "link").sum() > NEW / 2
    assert before == {file: file.read_bytes() for file in before}

    # One name more: it alone is embedded.
    more = pd.concat([new, rows("pr", "more", entities[:1], [misread(names[0], generator)])])
    declare(bare, "new", more, CARRIED, "index: results/old/index\n")
    run(bare, "--until", "embed_records", config=against)
    assert embedded(bare, "new") == [1, len({*fresh})]

    # A target is withdrawn, another corrected, a third added; the index of this dataset extends the first.
    gone, corrected, added = entities[-1], entities[-2], "e-added"
    other = "".join(generator.choice(LETTERS, 7))
    third = "".join(generator.choice(LETTERS, 7))
    said = [misread(names[-1], generator), misread(other, generator), misread(third, generator)]
    queries = rows("pr", "newer", [gone, corrected, added], said)
    own = rows("tk", "tk", [corrected, added], [other, third])
    pd.DataFrame({"record": [f"tk-{gone}"]}).to_csv(bare / "removed.csv", index=False)
    grown = "index: results/old/index\nwithdrawn: [removed.csv]\n"
    newer = declare(bare, "newer", pd.concat([queries, own]), CARRIED, grown)
    run(bare, "all", "index", config=newer)
    assert embedded(bare, "newer") == [len({*said, other, third}), 0]
    best = links(bare, "newer").query("rank == 1").set_index("query_id")["target_id"]
    assert best[f"newer-{corrected}"] == f"tk-{corrected}" and best[f"newer-{added}"] == f"tk-{added}"
    candidates = pd.read_csv(bare / "results/newer/linkage/candidates.csv", encoding="utf-8-sig")
    assert f"tk-{gone}" not in {*candidates["target_id"]} and f"tk-{gone}" not in {
        *links(bare, "newer")["target_id"]
    }
    first, second = read_index(bare / "results/newer/index").parts
    assert first.withdrawn == sorted([f"tk-{gone}", f"tk-{corrected}"]) and second.records == 2
    assert [part.digest for part in read_index(bare / "results/old/index").parts] == [first.digest]
    assert before == {file: file.read_bytes() for file in before}
    # Targets of the index have no picture here, and stand on the page of the review by their texts.
    page = (bare / "results/newer/review/index.html").read_text(encoding="utf-8")
    assert other in page and f"tk-{entities[0]}" in page and f"tk-{gone}" not in page
    scores = frames.read(bare / "results/newer/scores/scores.csv", tables.SCORES)
    assert "carried_all_evidence" in {*scores["method"]}
