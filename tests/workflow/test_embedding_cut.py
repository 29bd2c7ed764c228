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


def vectors(folder, model, *, portions):
    """Read what a model made of the records in so many portions, in the order of the records."""
    files = sorted(
        (folder / f"results/firms/encoder/tiny/s0/{model}/vectors").glob(f"*-of-{portions}.parquet")
    )
    assert len(files) == portions
    return frames.read_shards(files, tables.VECTORS).sort_values("record", ignore_index=True)


def test_portions_give_what_the_whole_gives(cut):
    assert planned(cut, "--until", "search_neighbours", config=CUT) == Counter(
        embed_records=3 * len(MODELS), search_neighbours=EMBEDDING_ROWS
    )
    whole = {model: vectors(cut, model, portions=1) for model in MODELS}
    links = pd.read_csv(cut / LINKS, encoding="utf-8-sig")
    run = snakemake(cut, LINKS, config=CUT)
    assert run.returncode == 0, run.stdout + run.stderr
    for model, before in whole.items():
        after = vectors(cut, model, portions=3)
        assert after["record"].tolist() == before["record"].tolist()
        for part in ("visual", "noisy", "clean"):
            present = before[part].notna()
            assert present.equals(after[part].notna())
            if present.any():
                one, other = (np.stack(found.loc[present, part]) for found in (before, after))
                np.testing.assert_allclose(one, other, atol=1e-6)
    pd.testing.assert_frame_equal(pd.read_csv(cut / LINKS, encoding="utf-8-sig"), links, atol=1e-5)
