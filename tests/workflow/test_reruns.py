"""What reruns after a change, as exact job lists: planned on the finished toy run, none of it run."""

import re
import shutil
from collections import Counter

import pytest
import yaml
from toy import edit, planned, replace

from clippings.provenance import imported_modules

LIBRARY, SCRIPTS = "workflow/lib/clippings", "workflow/scripts"
REPORTING = Counter(write_summary=1, all=1)
TABLES = Counter(draw_score_table=1)
SCORED = TABLES + Counter(draw_links=1)
# What follows the links of a dataset without truth; with truth, as in the toy, figures and tables too.
FOLLOWING = {"link_records": REPORTING + Counter(write_review_page=1)}
LINKED = FOLLOWING["link_records"] + Counter(draw_links=1, draw_networks=1)
JUDGED = LINKED + Counter(judge_queries=1, link_records=1, score_links=1) + TABLES
WEIGHED = JUDGED + Counter(weigh_evidence=1)
EVIDENCE = WEIGHED + Counter(compare_evidence=1)
SEARCHED = EVIDENCE + Counter(search_neighbours=1)
COMPARED = EVIDENCE + Counter(compare_strings=1)
STRINGS_AND_SEARCH = SEARCHED + Counter(compare_strings=1)


def change(module):
    """Change the code of a module, but not what it does."""
    replace(module, module.read_text(encoding="utf-8") + "\n\nEDITED = 1\n")


def loaded_by(folder, rule):
    """Return the modules of the library that the script of a rule loads, directly or not."""
    return imported_modules(folder / f"{SCRIPTS}/{rule}.py", folder / "workflow/lib")


def loaded_by_it_alone(folder, rule):
    """Return the modules of the library that the script of one rule loads and that of no other."""
    others = [script.stem for script in (folder / SCRIPTS).glob("*.py") if script.stem != rule]
    return sorted(loaded_by(folder, rule).difference(*(loaded_by(folder, other) for other in others)))


def test_a_comment_or_a_docstring_reruns_nothing(project):
    modules = [*(project / LIBRARY).rglob("*.py"), *(project / SCRIPTS).glob("*.py")]
    for module in modules:
        text = module.read_text(encoding="utf-8")
        replace(module, re.sub(r'\A"""', '"""In other words: ', text) + "# a remark\n")
    for rules in [project / "Snakefile", *(project / "workflow/rules").rglob("*.smk")]:
        replace(rules, rules.read_text(encoding="utf-8") + "\n# a remark\n")
    assert len(modules) > 100 and planned(project) == {}


def reworded(node):
    """Return a description of tables with another wording of everything that is said in words."""
    if isinstance(node, dict):
        words = ("description", "title")
        return {
            key: f"In other words: {value}" if key in words else reworded(value)
            for key, value in node.items()
        }
    return [reworded(part) for part in node] if isinstance(node, list) else node


def test_the_description_of_a_column_reruns_nothing(project):
    files = sorted((project / "workflow/schemas/tables").glob("*.yaml"))
    for file in files:
        schema = yaml.safe_load(file.read_text(encoding="utf-8"))
        assert reworded(schema) != schema, file.name
        replace(file, yaml.safe_dump(reworded(schema), allow_unicode=True, sort_keys=False))
    assert files and planned(project) == {}


def test_an_edit_of_linkage_reruns_neither_ocr_nor_training(project):
    for module in (project / LIBRARY / "linkage").rglob("*.py"):
        change(module)
    assert planned(project) == STRINGS_AND_SEARCH


@pytest.mark.parametrize(
    ("rule", "jobs"),
    [
        ("compare_strings", COMPARED),
        ("search_neighbours", SEARCHED),
        ("score_links", REPORTING + SCORED + Counter(score_links=1)),
        ("draw_links", REPORTING + Counter(draw_links=1)),
        ("draw_networks", REPORTING + Counter(draw_networks=1)),
        ("write_review_page", REPORTING + Counter(write_review_page=1)),
        ("write_summary", REPORTING),
    ],
)
def test_an_edit_of_what_one_script_alone_loads_reruns_it_and_what_follows(project, rule, jobs):
    """The script itself, and each module that no other script loads, if there are any."""
    for module in [project / f"{SCRIPTS}/{rule}.py", *loaded_by_it_alone(project, rule)]:
        change(module)
    assert planned(project) == jobs


def test_a_changed_threshold_setting_reruns_what_is_judged_by_it(project):
    edit(project / "config/config.yaml", "default_threshold: 0.75", "default_threshold: 0.7")
    assert planned(project) == JUDGED


def test_a_changed_plot_setting_reruns_the_plots(project):
    edit(project / "config/config.yaml", "resolution: 160", "resolution: 120")
    assert planned(project) == REPORTING + SCORED + Counter(draw_networks=1)


def test_a_changed_schedule_trains_anew_from_the_model_that_was_pretrained(project):
    edit(project / "config/toy.yaml", "schedule: {epochs: 2}", "schedule: {epochs: 3}")
    assert planned(project) == SEARCHED + Counter(finetune_encoder=2, embed_records=1)


def test_how_a_training_is_run_is_no_reason_to_run_it_again(project):
    """Only what describes the run, its config among it, is written anew."""
    (project / "config/doubled.yaml").write_text("encoder: {processes: 2, save_every: 60}\n")
    assert planned(project, config=["config/toy.yaml", "config/doubled.yaml"]) == REPORTING


def test_deleted_figures_are_drawn_again_and_nothing_else(project):
    assert planned(project, "figures") == {}
    shutil.rmtree(project / "results/figures")
    assert planned(project, "figures") == SCORED + Counter(draw_networks=1, figures=1)
