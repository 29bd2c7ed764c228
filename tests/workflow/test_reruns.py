"""What reruns after a change, as exact job lists."""

import re
import shutil
from collections import Counter

from toy import SCANS, edit, planned, snakemake

LIBRARY = "workflow/lib/clippings"
EMBEDDING_ROWS = 7  # selfsup: visual, language and multimodal; sup: multimodal; the last two by OCR
STRING_ROWS = 4
EXPORTED_ROWS = 2
REPORTING = Counter(write_summary=1, all=1, describe_run=1)
SCORING = Counter(score_records=1, plot_scores=1, write_score_table=1)


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
        compare_strings=STRING_ROWS,
        tune_weight=EMBEDDING_ROWS,
        search_neighbours=EMBEDDING_ROWS,
        tune_threshold=EXPORTED_ROWS,
        link_records=1,
    )


def test_an_edit_of_the_string_measures_reruns_the_string_rows(project):
    edit(project / LIBRARY / "linkage/strings.py", "import pandas as pd", "import pandas as pd\n\nEDITED = 1")
    assert planned(project) == REPORTING + SCORING + Counter(
        compare_strings=STRING_ROWS, tune_threshold=1, link_records=1
    )


def test_a_changed_threshold_setting_reruns_from_tune_threshold(project):
    edit(project / "config/config.yaml", "default_threshold: 0.75", "default_threshold: 0.7")
    assert planned(project) == REPORTING + Counter(tune_threshold=EXPORTED_ROWS, link_records=1)


def test_a_changed_plot_setting_reruns_the_plot(project):
    edit(project / "config/config.yaml", "resolution: 160", "resolution: 120")
    assert planned(project) == REPORTING + Counter(plot_scores=1)


def test_an_added_page_reruns_its_shard_and_what_follows(scans):
    folder, table = scans
    shutil.copy(folder / "scans/pr-0002.png", folder / "scans/pr-0003.png")
    with table.open("a", encoding="utf-8") as rows:
        rows.write("pr-0003\tscans/pr-0003.png\tpr\t0\n")
    jobs = planned(folder, config=SCANS)
    shard_jobs = Counter(detect_layout=1, check_pages=1, crop_names=1, read_names=2, prepare_images=1)
    assert jobs == shard_jobs + REPORTING + Counter(
        collect_page_status=1,
        build_records=1,
        embed_records=1,
        tune_weight=1,
        search_neighbours=1,
        compare_strings=1,
        tune_threshold=2,
        link_records=1,
    )
