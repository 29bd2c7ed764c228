"""Run the notebooks of docs/notebooks anew and save what they print; a test runs them and compares."""

import copy
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import nbformat
from nbclient import NotebookClient

DOCS = Path(__file__).resolve().parent
NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))
LIBRARY = DOCS.parent / "workflow/lib"
TIMEOUT = 600  # seconds a cell


def executed(path: Path) -> nbformat.NotebookNode:
    """Run a notebook in an empty folder, with the library of this project; return it with its outputs."""
    notebook = nbformat.read(path, as_version=4)
    metadata = copy.deepcopy(notebook.metadata)
    with TemporaryDirectory() as folder, patch.dict(os.environ, PYTHONPATH=str(LIBRARY)):
        resources = {"metadata": {"path": folder}}
        NotebookClient(notebook, timeout=TIMEOUT, resources=resources, record_timing=False).execute()
    notebook.metadata = metadata
    return notebook


if __name__ == "__main__":
    for notebook in NOTEBOOKS:
        nbformat.write(executed(notebook), notebook)
