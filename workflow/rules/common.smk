"""What all rules use: the plan of the run, digests of code, and what jobs ask of a cluster."""

import os
import re
import sys
from functools import cache
from pathlib import Path

WORKFLOW = HOME / "workflow"
LIBRARY = WORKFLOW / "lib"
sys.path.insert(0, str(LIBRARY))

# In a container, too, the library is where its schemas are beside it; Snakemake alone would show it elsewhere.
bound = [str(HOME), *filter(None, os.getenv("APPTAINER_BIND", "").split(","))]
os.environ.update(APPTAINERENV_PYTHONPATH=str(LIBRARY), APPTAINER_BIND=",".join(dict.fromkeys(bound)))

from clippings import provenance, tables
from clippings.plan import load_plan
from clippings.plan.config import STAGES, own

# Everything that people wrote is checked here, before any rule is read; the process of a job does not check it again.
try:
    plan = load_plan(config, checked=not workflow.is_main_process)
except ValueError as error:
    sys.exit(f"clippings: {error}")

SCORES = "results/{dataset}/scores"
FIGURES = "results/figures/{dataset}"


wildcard_constraints:
    dataset=plan.any_of(plan.datasets),
    shard="[A-Za-z0-9_]+-[0-9]{3,6}",
    portion="[1-9][0-9]*",
    portions="[1-9][0-9]*",
    engine="[a-z0-9_]+",
    encoder="[a-z0-9_]+",
    seed="[0-9]+",
    model="selfsup|unaligned_visual|sup_visual|sup_language|sup_multimodal",
    fold="(-fold[1-9][0-9]*)?",
    source="[A-Za-z0-9_]+",


def stopped(line):
    """Return an input function that ends Snakemake with one line as soon as a job is planned that needs it."""
    return lambda wildcards: sys.exit(f"clippings: {line}")


@cache
def digest_of(script):
    """Digest the code of a script and of what it imports; comments, docstrings and descriptions do not count."""
    return provenance.code_digest(WORKFLOW / "scripts" / script, LIBRARY, find_table=tables.find)


def complete(step):
    """Complete a step with a script by a digest of its code and a measurement of its jobs."""
    # A function: one job on a cluster needs the digest of its own script, not that of each rule.
    step.set_params(code=lambda wildcards: digest_of(Path(step.script).name))
    log = str(step.log[0])
    if log.startswith("results/logs/{dataset"):
        step.benchmark_modifier = step.log_modifier
        step.benchmark = log.replace("logs", "benchmarks", 1).replace(".log", ".tsv")


def shown(path, category="Results", *, caption=None, **labels):
    """Return an output that the report shows, with a caption of its name, under its dataset where it is of one."""
    under = {"subcategory": "{dataset}"} if "{dataset}" in path else {}
    under |= {"labels": {**labels, "file": Path(path).name}} if labels else {}
    return report(path, caption=f"../report/{caption or Path(path).stem}.rst", category=category, **under)


def review_templates(page, *more):
    """List the parts of a page, its own last of each kind; an edit of one reruns what fills the page in."""
    parts = [f"{page}.html"]
    for kind in ("css", "js"):
        parts += [f"shared.{kind}", *(name for name in more if name.endswith(kind)), f"{page}.{kind}"]
    return [own(f"workflow/lib/clippings/review/templates/{name}") for name in parts]


def megabytes(least, *, per_input=0, processes=1):
    """Return the memory that a job asks for, more with each attempt."""
    return lambda wildcards, input, attempt: round((least + per_input * input.size_mb) * processes * attempt)


def minutes(least):
    """Return the time that a job asks for, more with each attempt."""
    return lambda wildcards, attempt: least * attempt
