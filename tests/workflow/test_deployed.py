"""The workflow deployed into an empty folder by snakedeploy, as from GitHub, and run there as a module.

Git is told that https://github.com/ is a folder; snakedeploy and Snakemake know nothing of it, and do what
they do for a user.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from tables_compared import differing, tables
from toy import ROOT, copy_project, edit, link_downloads, planned, run_as_on_a_node, snakemake

REPOSITORY = "archive/clippings"
CHECKOUT = ".snakemake/clippings"
AUTHOR = ["-c", "user.name=Clippings", "-c", "user.email=clippings@localhost"]


def git(folder, *arguments):
    """Run git in a folder and return what it says."""
    command = ["git", *AUTHOR, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def host(tmp_path, monkeypatch):
    """A folder that stands for GitHub, and in it a repository of the project as it is here, with a tag."""
    settings = {
        "GIT_CONFIG_COUNT": "1",
        "GIT_CONFIG_KEY_0": f"url.{(tmp_path / 'host').as_uri()}/.insteadOf",
        "GIT_CONFIG_VALUE_0": "https://github.com/",
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("GITHUB_TOKEN", raising=False)
    repository = tmp_path / "host" / REPOSITORY
    copy_project(repository.parent).rename(repository)
    git(repository, "init", "--quiet", "--initial-branch", "main")
    git(repository, "add", ".")
    git(repository, "commit", "--quiet", "--message", "As it is here")
    git(repository, "tag", "v1")
    return repository


@pytest.fixture
def deploy(host, tmp_path):
    """Return a function that deploys the workflow into an empty folder, and links the downloads there."""

    def deploy(*version):
        folder = tmp_path / "deployed"
        command = [Path(sys.executable).with_name("snakedeploy"), "deploy-workflow"]
        command += [f"https://github.com/{REPOSITORY}", folder, *version]
        done = subprocess.run(command, capture_output=True, text=True)
        assert done.returncode == 0 and "WARNING" not in done.stderr, done.stderr
        return link_downloads(folder)

    return deploy


def test_a_deployed_workflow_plans_the_same_jobs(bare, deploy):
    """And finds files that come with the workflow, below resources/ too, in its checkout."""
    snakefile = deploy("--tag", "v1") / "workflow/Snakefile"
    written = snakefile.read_text(encoding="utf-8")
    assert f'github("{REPOSITORY}", path="workflow/Snakefile", tag="v1")' in written
    place = f"{snakefile.parents[1]}/{CHECKOUT}/resources/README.md"
    found = f'assert clippings.own("resources/README.md") == "{place}"\n'
    snakefile.write_text(f"{written}\n{found}", encoding="utf-8")
    assert planned(snakefile.parents[1]) == planned(bare)


def test_without_any_file_of_its_own_a_folder_plans_the_same_jobs(bare, elsewhere, host):
    (elsewhere / "mine.yaml").write_bytes((ROOT / "config/toy.yaml").read_bytes())
    start = ["--snakefile", f"gh:{REPOSITORY}@main"]
    assert planned(elsewhere, *start, config=["mine.yaml"]) == planned(bare)


def test_a_branch_is_followed_and_what_did_not_change_stays_as_old_as_it_is(deploy, host):
    folder = deploy("--branch", "main")
    jobs = planned(folder)
    kept, changed = folder / CHECKOUT / "LICENSE", folder / CHECKOUT / "README.md"
    age, text = kept.stat().st_mtime_ns, changed.read_text(encoding="utf-8")
    (host / "README.md").write_text(f"{text}More.\n", encoding="utf-8")
    git(host, "commit", "--quiet", "--all", "--message", "More")
    assert planned(folder) == jobs
    assert changed.read_text(encoding="utf-8") == f"{text}More.\n"
    assert kept.stat().st_mtime_ns == age


@pytest.mark.chains
@pytest.mark.timeout(3000)
def test_the_tables_of_a_deployed_run_are_those_of_a_clone(deploy, host, finished):
    """And another version that does the same, by a tag of its own, finds nothing to do."""
    folder = deploy("--tag", "v1")
    run_as_on_a_node(folder)
    assert len(tables(folder)) > 20
    assert differing(folder, finished) == []
    (host / "README.md").write_text("More.\n", encoding="utf-8")
    git(host, "commit", "--quiet", "--all", "--message", "More")
    git(host, "tag", "v2")
    edit(folder / "workflow/Snakefile", 'tag="v1"', 'tag="v2"')
    again = snakemake(folder)
    assert again.returncode == 0 and "Nothing to be done" in again.stdout + again.stderr
    assert (folder / CHECKOUT / "README.md").read_text(encoding="utf-8") == "More.\n"
