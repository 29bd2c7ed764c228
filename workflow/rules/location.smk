"""Where this workflow lies on disk: its library, schemas, config and encoder are found there.

Not where the Snakefile lies that was started: it may take this workflow as a module, from a folder or from a Git host
(`github(…)`). Of a host Snakemake fetches rules and scripts one by one; all else is checked out here, once for a commit.
"""

import sys
import tempfile
from pathlib import Path


def on_disk(folder):
    """Return a folder of this workflow, which Snakemake has named, as a folder on disk."""
    if hasattr(folder, "hosted_repo"):
        return checked_out(folder.hosted_repo.repo, folder.ref) / folder.path
    path = Path(folder.get_path_or_uri(secret_free=True))
    if not path.is_dir():
        sys.exit(f"clippings: found a workflow at {folder}; expected one on disk, github(…) or gitlab(…)")
    return path


def checked_out(repository, ref):
    """Check a commit out in the folder of the run; a file that does not differ stays as old as it is."""
    place, commit = Path(".snakemake/clippings").absolute(), repository.commit(ref)
    if not place.exists():
        place.parent.mkdir(exist_ok=True)
        with tempfile.TemporaryDirectory(dir=place.parent) as part:
            repository.clone(f"{part}/clone", shared=True, no_checkout=True)
            Path(part, "clone").rename(place)
    copy = type(repository)(place)
    if not copy.head.is_detached or copy.head.commit != commit:
        copy.git.checkout(commit.hexsha, detach=True, force=True)
    return place


# Params name files too, and Snakemake puts a prefix before those of inputs and outputs alone.
if workflow.modifier.path_modifier.prefix or workflow.modifier.path_modifier.modifies_prefixes:
    sys.exit(
        "clippings: found a module with a prefix; expected none: a folder of its own (--directory) sets a run apart"
    )

HOME = on_disk(workflow.current_basedir).parents[1]
