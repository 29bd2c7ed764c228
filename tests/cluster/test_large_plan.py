"""A run over thousands of pages stays a plan of a few hundred jobs that is ready in seconds."""

import importlib.util
import re
import resource

import pandas as pd
import pytest
from toy import ROOT, copy_project, planned, snakemake

pytestmark = pytest.mark.chains

CONFIG = "datasets: [archive]\n"
DATASET = """
task: link
input: pages
pages: [config/pages/archive.tsv]
sources:
  pr: {orientation: horizontal, sides: {name: context, partner: query}}
  tk: {orientation: vertical, sides: {name: target}}
ocr: {noisy: tesseract, clean: ppocr}
pairs: [config/pages/pairs.csv]
pretrain_with: [names]
"""
PAGES = {"pr": 3000, "tk": 2000}
RECORDS = {"archive": 345_000, "names": 80_000}  # 69 a page, as in the demo; names of two sources, twice each
OVERHEAD = 6.0  # seconds; to start a job cost 5.4 of them on the slowest machine tried (docs/cluster.md)
PAGE = (ROOT / "docs/cluster.md").read_text(encoding="utf-8")
CONFIGS = ["config/paper.yaml", "config/archive.yaml"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory):
    """A copy of the project with 5,000 listed pages, whose files are empty, and the paper's config."""
    folder = copy_project(tmp_path_factory.mktemp("archive"))
    (folder / "scans").mkdir()
    rows = [(f"{source}-{n:04d}", source) for source, count in PAGES.items() for n in range(count)]
    lines = [f"{page}\tscans/{page}.png\t{source}\t0\n" for page, source in rows]
    for page, _ in rows:
        (folder / f"scans/{page}.png").touch()
    (folder / "config/pages/archive.tsv").write_text("page\tpath\tsource\tframe\n" + "".join(lines))
    (folder / "config/datasets/archive.yaml").write_text(DATASET)
    (folder / "config/archive.yaml").write_text(CONFIG)
    (folder / "config/pages/pairs.csv").write_text("record,other\npr-0000-001,tk-0000-001\n")
    return folder


def test_five_thousand_pages_are_planned_in_seconds(archive):
    """Processor time, so that what else the machine does is left out."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    jobs = planned(archive, config=CONFIGS)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    print(f"5,000 pages: {jobs.total()} jobs, planned in {seconds:.1f} s of processor time")
    assert jobs["detect_layout"] == jobs["crop_names"] == 19 + 13
    assert jobs["embed_records"] == 2 * 3, "32 shards, by sixteen, and three seeds, all models in one job"
    assert jobs.total() < 300
    assert seconds < 20


@pytest.fixture(scope="module")
def estimate_jobs():
    """The program docs/estimate_jobs.py."""
    spec = importlib.util.spec_from_file_location("estimate_jobs", ROOT / "docs/estimate_jobs.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_time_beyond_the_start_grows_with_the_records_of_a_job(estimate_jobs):
    """By hand: 1 s to start and 10 s for 1,000 records are 21 s for 2,000; without records, s stay."""
    table = pd.DataFrame(
        {"records": [1000, 1000, None], "s": [1.0, 11.0, 2.0]},
        index=["build_records", "read_names", "judge_queries"],
    )
    assert estimate_jobs.seconds(table, "read_names", 2000, start=1) == 21
    assert estimate_jobs.seconds(table, "judge_queries", 2000, start=1) == 2
    unmeasured = estimate_jobs.seconds(table, "import_crops", 2000, start=1)
    assert pd.isna(unmeasured), "a rule that was not measured"


def test_the_start_is_that_of_the_fastest_line_photographs_included(estimate_jobs):
    lines = [
        "| `read_names` | 4 | 1,000 | 1.4 | 2 |",
        "| `score_readings` of photographs | 1 | 861 | 0.5 | 0 |",
    ]
    assert estimate_jobs.time_to_start("\n".join([*lines, "| `judge_queries` | 1 | – | 2.0 | 2 |"])) == 0.5


@pytest.fixture(scope="module")
def estimated(archive, estimate_jobs):
    """Jobs, records and seconds of that plan by rule and dataset, by the table of docs/cluster.md."""
    plan = snakemake(archive, "--dry-run", config=CONFIGS).stdout
    return estimate_jobs.estimate(plan, RECORDS, page=PAGE)


def test_no_job_is_shorter_than_what_starts_it(estimated):
    """Those that would be are `localrule`. By the measured table of docs/cluster.md, at the least."""
    assert estimated["jobs"].sum() > 100 and {"read_names", "search_neighbours"} <= set(estimated["rule"])
    unmeasured = estimated.loc[estimated["s"].isna(), "rule"]
    assert set(unmeasured) <= {"export_transcriptions", "prepare_images"}, "which no names of the demo need"
    assert estimated[estimated["s"] < OVERHEAD].to_dict("records") == []


def test_the_docs_say_what_the_estimate_says(estimated):
    """When the table is printed anew, these figures follow: the message has them as they are to stand."""
    seconds = estimated[estimated["dataset"] == "archive"].set_index("rule")["s"]
    shortest = estimated.loc[estimated["s"].idxmin()]
    sentence = re.search(r"at least: .*? a job\.", " ".join(PAGE.split()))[0]
    rules = re.findall(r"\d+ s \(`(\w+)`\)", sentence)
    first = f"{shortest['s']:.0f} s for the shortest (`{shortest['rule']}` of `{shortest['dataset']}`)"
    figures = ", ".join([first, *(f"{seconds[rule]:.0f} s (`{rule}`)" for rule in rules)])
    assert sentence == f"at least: {figures} a job." and len(rules) > 4


def test_an_added_page_concerns_one_shard(archive):
    """The pages of all other shards are the same rows as before, in the same shard."""
    table = archive / "config/pages/archive.tsv"
    before = table.read_text()
    plan = shards_of(archive)
    (archive / "scans/pr-3000.png").touch()
    table.write_text(before + "pr-3000\tscans/pr-3000.png\tpr\t0\n")
    changed = {shard for shard, pages in shards_of(archive).items() if plan.get(shard) != pages}
    assert changed == {"pr-018"}


def shards_of(folder):
    """Map each shard to its page files, as the rule that looks for boxes would read them."""
    run = snakemake(folder, "--dry-run", "--until", "detect_layout", config=CONFIGS)
    job = r"^rule detect_layout:\n    input: (.*)\n(?:.*\n)*?    wildcards: .*shard=([\w-]+)"
    inputs = re.findall(job, run.stdout, flags=re.M)
    assert len(inputs) == 19 + 13
    return {shard: files for files, shard in inputs}
