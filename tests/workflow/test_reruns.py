"""What reruns after a change, as exact job lists."""

import re
import shutil
from collections import Counter

from toy import SCANS, edit, planned, snakemake

LIBRARY = "workflow/lib/clippings"
EMBEDDING_ROWS = 11  # five of selfsup, one of unaligned_visual, five of the three sup models
STRING_JOBS = 2  # one an OCR
REPORTING = Counter(write_summary=1, all=1, describe_run=1)
PLOTS = Counter(plot_scores=1, plot_differences=1, plot_risk=1, plot_reliability=1, plot_breakdown=1)
PLOTS += Counter(draw_networks=1, draw_retrieval=1)
LINKING = Counter(judge_queries=1, link_records=1, compare_candidates=1, write_review_page=1)
STATISTICS = Counter(score_records=1, compare_rows=1, break_down_errors=1, score_confidence=1)
TABLES = Counter(write_score_table=1, build_networks=1, write_tables=1)
SCORING = LINKING + STATISTICS + PLOTS + TABLES


def test_a_second_run_finds_nothing_to_do(finished):
    run = snakemake(finished)
    assert run.returncode == 0, run.stderr
    assert "Nothing to be done" in run.stdout + run.stderr


def test_a_comment_or_docstring_reruns_nothing(project):
    for module in [*(project / LIBRARY).rglob("*.py"), *(project / "workflow/scripts").glob("*.py")]:
        text = module.read_text(encoding="utf-8")
        module.write_text(re.sub(r'\A"""', '"""In other words: ', text) + "# a remark\n", encoding="utf-8")
    assert planned(project) == {}


def test_an_edit_of_linkage_reruns_neither_ocr_nor_training(project):
    edit(project / LIBRARY / "linkage/truth.py", "import pandas as pd", "import pandas as pd\n\nEDITED = 1")
    assert planned(project) == REPORTING + SCORING + Counter(
        compare_strings=STRING_JOBS, search_neighbours=EMBEDDING_ROWS
    )


def test_an_edit_of_the_string_measures_reruns_the_string_rows(project):
    edit(project / LIBRARY / "linkage/strings.py", "import pandas as pd", "import pandas as pd\n\nEDITED = 1")
    assert planned(project) == REPORTING + SCORING + Counter(compare_strings=STRING_JOBS)


def test_a_changed_threshold_setting_reruns_what_is_judged_by_it(project):
    edit(project / "config/config.yaml", "default_threshold: 0.75", "default_threshold: 0.7")
    assert planned(project) == REPORTING + SCORING


def test_an_edit_of_the_breakdown_reruns_it_and_its_plot(project):
    edit(
        project / LIBRARY / "linkage/breakdown.py", "import pandas as pd", "import pandas as pd\n\nEDITED = 1"
    )
    jobs = REPORTING + Counter(break_down_errors=1, plot_breakdown=1, write_tables=1)
    assert planned(project) == jobs - Counter(describe_run=1)


def test_a_changed_plot_setting_reruns_the_plots(project):
    edit(project / "config/config.yaml", "resolution: 160", "resolution: 120")
    assert planned(project) == REPORTING + PLOTS


def test_deleted_figures_are_drawn_again_and_nothing_is_trained(project):
    assert planned(project, "figures") == {}
    shutil.rmtree(project / "results/figures")
    assert planned(project, "figures") == PLOTS + TABLES + Counter(figures=1)


def test_an_added_page_reruns_its_shard_and_what_follows(scans):
    folder, table = scans
    shutil.copy(folder / "scans/pr-0002.png", folder / "scans/pr-0003.png")
    with table.open("a", encoding="utf-8") as rows:
        rows.write("pr-0003\tscans/pr-0003.png\tpr\t0\n")
    jobs = planned(folder, config=SCANS)
    shard_jobs = Counter(detect_layout=1, check_pages=1, crop_names=1, read_names=2, prepare_images=1)
    assert jobs == shard_jobs + REPORTING + LINKING + Counter(
        collect_page_status=1,
        build_records=1,
        embed_records=1,
        search_neighbours=1,
        compare_strings=1,
    )
