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
    "linkage.decision.links": {"scipy.stats", "sklearn", "torch"},
    "evaluation.scores": {"sklearn", "torch"},
    "linkage.candidates.encoder_rows": {"scipy.stats", "sklearn", "torch"},
    "layout.detection": {"torch", "effdet", "onnxruntime"},
}


def said(code):
    """Return what a fresh process prints."""
    environment = {name: value for name, value in os.environ.items() if name != "HF_HUB_OFFLINE"}
    environment["PYTHONPATH"] = str(Path(clippings.__path__[0]).parent)
    command = [sys.executable, "-c", code]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert run.returncode == 0, run.stderr
    return run.stdout.split()


@pytest.mark.parametrize(("module", "late"), LATE.items())
def test_a_step_starts_without_what_others_use(module, late):
    assert said(f"import sys, clippings.{module}; print(*sorted({late!r} & sys.modules.keys()))") == []


def test_what_loads_late_finds_the_hub_switched_off():
    code = "import clippings.encoder.jobs, huggingface_hub.constants as hub; print(hub.HF_HUB_OFFLINE)"
    assert said(code) == ["True"]
