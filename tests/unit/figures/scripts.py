"""Running a script of the stage as its rule would."""

import runpy
from pathlib import Path
from types import SimpleNamespace

ROOT = Path(__file__).parents[3]


def run_script(name, folder, *, input, output, dataset="firms", **params):
    """Run a script with its log in `folder`."""
    given = SimpleNamespace(
        input=SimpleNamespace(**input),
        output=SimpleNamespace(**output),
        params=SimpleNamespace(**params),
        wildcards=SimpleNamespace(dataset=dataset),
        log=[str(folder / f"{name}.log")],
    )
    runpy.run_path(str(ROOT / f"workflow/scripts/{name}.py"), init_globals={"snakemake": given})
