"""A dataset that is embedded in several jobs has the vectors and links of one that is embedded in one."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from test_reruns import EMBEDDING_ROWS
from toy import TOY, planned, snakemake

from clippings import frames, tables

CUT = [*TOY, "config/cut.yaml"]
MODELS = ["selfsup", "unaligned_visual", "sup_visual", "sup_language", "sup_multimodal"]
LINKS = "results/firms/linkage/links.csv"


@pytest.fixture
def cut(project):
    """A copy of the finished project, and a config by which each of its three shards makes a portion."""
    text = "encoder: {shards_per_portion: 1}\n"
    (project / "config/cut.yaml").write_text(text, encoding="utf-8")
    return project


def vectors(folder, model):
    """Read what a model made of the records, of however many files, in the order of the records."""
    files = sorted((folder / f"results/firms/encoder/tiny/s0/{model}/vectors").iterdir())
    return len(files), frames.read_shards(files, tables.VECTORS)


def test_portions_give_what_the_whole_gives(cut):
    assert planned(cut, "--until", "search_neighbours", config=CUT) == Counter(
        embed_records=3 * len(MODELS), search_neighbours=EMBEDDING_ROWS
    )
    whole = {model: vectors(cut, model) for model in MODELS}
    links = pd.read_csv(cut / LINKS, encoding="utf-8-sig")
    for model in MODELS:
        for file in (cut / f"results/firms/encoder/tiny/s0/{model}/vectors").iterdir():
            file.unlink()
    run = snakemake(cut, LINKS, config=CUT)
    assert run.returncode == 0, run.stdout + run.stderr
    for model, (count, before) in whole.items():
        portions, after = vectors(cut, model)
        assert (count, portions) == (1, 3)
        assert after["record"].tolist() == before["record"].tolist()
        for part in ("visual", "noisy", "clean"):
            present = before[part].notna()
            assert present.equals(after[part].notna())
            if present.any():
                one, other = (np.stack(found.loc[present, part]) for found in (before, after))
                np.testing.assert_allclose(one, other, atol=1e-6)
    pd.testing.assert_frame_equal(pd.read_csv(cut / LINKS, encoding="utf-8-sig"), links, atol=1e-5)
