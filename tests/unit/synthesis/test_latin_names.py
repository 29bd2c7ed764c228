"""Latin names: distinct, seeded, each as an index and as a text prints it; coarse scans are smaller."""

import os
import subprocess
import sys

import pytest
from drawn import AGEING, typecase

from clippings.images import decode_png
from clippings.synthesis.latin_names import compose_latin_names
from clippings.synthesis.specimens import draw_names


def test_names_are_distinct_and_repeat_by_seed():
    first, same, other = (compose_latin_names(count=300, seed=seed) for seed in (0, 0, 1))
    assert first["indexed"].is_unique and first["entity"].is_unique
    assert first.equals(same) and not first.equals(other)


def test_every_process_draws_the_same_names():
    code = "from clippings.synthesis.latin_names import compose_latin_names as names; "
    code += "print(names(count=300, seed=0).to_csv())"
    drawn = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(drawn) == 1


def test_a_text_shortens_what_an_index_prints_in_full():
    names = compose_latin_names(count=1000, seed=0)
    assert names["signed"].str.len().mean() < names["indexed"].str.len().mean()
    firms = dict(zip(names["indexed"], names["signed"], strict=True))
    brothers = [name for name in firms if name.startswith("Gebrüder ")]
    assert brothers and all(firms[name].startswith("Gebr. ") for name in brothers)
    # Namesakes have to be told apart.
    assert names["signed"].str.split().str[-1].value_counts().max() > 3


def test_more_names_than_the_lists_give_are_refused(monkeypatch):
    monkeypatch.setattr("clippings.synthesis.latin_names._ATTEMPTS", 1)
    with pytest.raises(ValueError, match=r"Latin names: \d+ distinct names, expected 3000"):
        compose_latin_names(count=3000, seed=0)


def test_coarse_scans_are_smaller_and_of_the_same_names():
    names = compose_latin_names(count=8, seed=0).assign(new=lambda table: "東京電機")
    settings = {"source": "a", "orientation": "horizontal", "spelling": "new", "renders": 1}
    fine, coarse = (
        draw_names(names, **settings, coarse=share, typecase=typecase("names"), ageing=AGEING)[0]
        for share in (0, 1)
    )
    assert fine["crop"].tolist() == coarse["crop"].tolist()
    heights = [[decode_png(image).shape[0] for image in crops["image"]] for crops in (fine, coarse)]
    assert all(0.2 < small / large < 0.8 for large, small in zip(*heights, strict=True))
