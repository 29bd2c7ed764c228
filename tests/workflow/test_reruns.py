"""What reruns after a change, as exact job lists."""

import re

from conftest import planned, snakemake

LIBRARY = "workflow/lib/clippings"


def test_a_second_run_finds_nothing_to_do(finished):
    run = snakemake(finished)
    assert run.returncode == 0, run.stderr
    assert "Nothing to be done" in run.stdout + run.stderr


def test_a_comment_or_docstring_reruns_nothing(project):
    for module in (project / LIBRARY).rglob("*.py"):
        text = module.read_text(encoding="utf-8")
        module.write_text(re.sub(r'\A"""', '"""In other words: ', text) + "# a remark\n", encoding="utf-8")
    assert planned(project) == {}
