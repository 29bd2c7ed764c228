"""What the catalogue of Snakemake workflows asks for; and the recipe of an image, beside `make setup`."""

import re
import tomllib

import pytest
import yaml
from rules_read import rules
from toy import ROOT

CATALOGUE = yaml.safe_load((ROOT / ".snakemake-workflow-catalog.yml").read_text(encoding="utf-8"))["usage"]
RECIPE = (ROOT / "envs/apptainer.def").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "path",
    ["workflow/Snakefile", "workflow/rules/common.smk", "config/config.yaml", "config/README.md", "LICENSE"],
)
def test_what_the_standard_asks_for_is_there(path):
    """`standardized usage`: where the workflow starts, how it is configured, what is copied on deployment."""
    assert (ROOT / path).is_file()


def test_the_readme_says_the_words_by_which_workflows_are_found():
    text = (ROOT / "README.md").read_text(encoding="utf-8").lower()
    assert "snakemake" in text and "workflow" in text


def test_the_usage_has_the_keys_that_the_catalogue_reads():
    assert set(CATALOGUE) == {"mandatory-flags", "software-stack-deployment", "report"}
    assert set(CATALOGUE["mandatory-flags"]) == {"desc", "flags"}
    deployment = CATALOGUE["software-stack-deployment"]
    assert set(deployment) == {"conda", "apptainer", "apptainer+conda"}
    assert all(isinstance(value, bool) for value in [*deployment.values(), CATALOGUE["report"]])


def test_what_the_usage_says_of_conda_and_of_the_report_is_so():
    assert CATALOGUE["software-stack-deployment"]["conda"] == all(
        rule.environment for rule in rules() if rule.script
    )
    marked = [file for file in (ROOT / "workflow/rules").glob("*.smk") if "report(" in file.read_text()]
    assert CATALOGUE["report"] == bool(marked)


def test_files_that_the_usage_names_are_there():
    named = re.findall(r"\b(?:envs|config)/[\w.-]+\w", CATALOGUE["mandatory-flags"]["desc"])
    assert len(named) > 1 and all((ROOT / file).is_file() for file in named)


def test_the_image_has_what_make_setup_installs():
    """The same three lists, installed by the same commands, and no list of its own."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    lists = set(re.findall(r"envs/[\w-]+\.txt", makefile.partition(".venv/.ready: ")[2].partition("\n")[0]))
    section = RECIPE.partition("%files")[2].partition("%post")[0]
    copied = dict(line.split() for line in section.splitlines() if line.strip())
    assert set(copied) == lists and all((ROOT / file).is_file() for file in lists)
    assert all(place in RECIPE.partition("%post")[2] for place in copied.values())
    for command in ("apt-get install -qy --no-install-recommends", "pip install -q"):
        assert command in makefile and command in RECIPE
    assert re.search(r"--no-deps -r \S+lock.txt -r \S+no-deps.txt", RECIPE)


def test_the_image_has_a_python_that_the_pins_are_for():
    """Debian 12 has Python 3.11, for which `make lock` resolves the lock file."""
    assert "\nFrom: debian:12\n" in RECIPE
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert asked == ">=3.11"
    assert "--python-version 3.11 " in (ROOT / "Makefile").read_text(encoding="utf-8")
    assert "image: debian:12" in (ROOT / ".github/workflows/ci.yaml").read_text(encoding="utf-8")
