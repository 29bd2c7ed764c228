"""A step starts without the libraries that only other steps use: each takes seconds, in every job."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import clippings

LATE = {
    "encoder.jobs": {"open_clip", "timm", "transformers", "sklearn"},
    "encoder.preparation": {"open_clip", "timm", "transformers", "sklearn"},
    "linkage.links": {"scipy.stats", "sklearn", "torch"},
    "linkage.scores": {"scipy.stats", "sklearn", "torch"},
    "linkage.weight": {"scipy.stats", "sklearn", "torch"},
    "layout.detectors": {"torch", "effdet", "onnxruntime"},
}


@pytest.mark.parametrize(("module", "late"), LATE.items())
def test_a_step_starts_without_what_others_use(module, late):
    code = f"import sys, clippings.{module}; print(*sorted({late!r} & sys.modules.keys()))"
    environment = {**os.environ, "PYTHONPATH": str(Path(clippings.__path__[0]).parent)}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == []
