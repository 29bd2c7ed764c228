"""Small tables of records, and scripts run on them, for all stages."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pandas as pd
import pytest

SCRIPTS = Path(__file__).parents[2] / "workflow/scripts"


@pytest.fixture
def write_labels(tmp_path):
    """Write a file of labels as a page in a browser does, and return its path."""

    def write(text, name="a.csv"):
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + text.encode())
        return tmp_path / name

    return write


@pytest.fixture
def make_records():
    """Build records from rows (record, side, split, entity, text), or with a homonym group as sixth."""

    def make(*rows):
        return pd.DataFrame(
            {
                "record": record,
                "source": "pr" if side == "query" else "tk",
                "side": side,
                "role": "name",
                "orientation": "horizontal",
                "split": split,
                "entity": entity,
                "homonym": group[0] if group else entity,
                "noisy": text,
                "clean": text,
            }
            for record, side, split, entity, text, *group in rows
        )

    return make


@pytest.fixture
def write_neighbours(tmp_path):
    """Write neighbours, the same for each row of the results table given, or one table for each fold."""
    from clippings.linkage.neighbours import Searched, write_searches

    def write(neighbours, *rows, name="neighbours.parquet"):
        by_fold = neighbours if isinstance(neighbours, dict) else {0: neighbours}
        searches = (Searched(row, fold, table) for row in rows for fold, table in by_fold.items())
        write_searches(searches, tmp_path / name, choices=tmp_path / "choices.csv")
        return tmp_path / name

    return write


@pytest.fixture
def make_carried():
    """Build a model to carry without features, but for what is given."""
    from clippings.model_file import Carried

    def make(**given):
        plain = {
            "dataset": "firms",
            "row": "sup_all_evidence/clean",
            "ocr": "clean",
            "kind": "sup_multimodal",
            "files": {},
            "image_weight": 0.3,
            "normalisation": ["case"],
            "measures": ["levenshtein", "jaccard_words"],
            "fields": {},
            "languages": [],
            "features": [],
            "intercept": 0.0,
            "penalty": 1.0,
            "threshold": 0.0,
            "knots": [[0.0, 0.5]],
            "versions": {},
        }
        return Carried(**plain | given)

    return make


@pytest.fixture
def run(tmp_path):
    """Run a script in a folder: inputs and outputs are file names there."""

    def run(name, *, input, output, wildcards=None, **params):
        files = [
            SimpleNamespace(
                **{
                    key: str(tmp_path / file) if isinstance(file, str) else [str(tmp_path / f) for f in file]
                    for key, file in side.items()
                }
            )
            for side in (input, output)
        ]
        given = SimpleNamespace(
            input=files[0],
            output=files[1],
            params=SimpleNamespace(**params),
            wildcards=SimpleNamespace(**(wildcards or {})),
            threads=1,
            resources=SimpleNamespace(processes=1),
            log=[str(tmp_path / f"{name}.log")],
        )
        runpy.run_path(str(SCRIPTS / f"{name}.py"), init_globals={"snakemake": given})

    return run
