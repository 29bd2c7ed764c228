"""A dataset that is embedded in several jobs has the vectors and links of one that is embedded in one."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from toy import TOY, planned, snakemake

from clippings import frames, tables

pytestmark = pytest.mark.chains

CUT = [*TOY, "config/cut.yaml"]
LINKS = "results/firms/linkage/links.csv"


@pytest.fixture
def cut(project):
    """A copy of the finished project, and a config by which each of its two shards makes a portion."""
    text = "encoder: {shards_per_portion: 1}\n"
    (project / "config/cut.yaml").write_text(text, encoding="utf-8")
    return project


def files(folder, portions):
    """List the vectors of all records in so many portions."""
    found = sorted((folder / "results/firms/encoder/tiny/s0").rglob(f"*-of-{portions}.parquet"))
    assert len(found) == portions
    return found


def vectors(folder, *, portions):
    """Read what all models made of the records, in the order of models and records."""
    read = frames.read_shards(files(folder, portions), tables.VECTORS)
    return read.sort_values(["model", "fold", "record"], ignore_index=True)


def test_portions_give_what_the_whole_gives(cut):
    assert planned(cut, "--until", "search_neighbours", config=CUT) == Counter(
        embed_records=2, search_neighbours=1
    )
    before = vectors(cut, portions=1)
    links = pd.read_csv(cut / LINKS, encoding="utf-8-sig")
    run = snakemake(cut, LINKS, config=CUT)
    assert run.returncode == 0, run.stdout + run.stderr
    after = vectors(cut, portions=2)
    keys = ["model", "fold", "record"]
    pd.testing.assert_frame_equal(after[keys], before[keys])
    for part in ("visual", "noisy", "clean"):
        present = before[part].notna()
        assert present.any() and present.equals(after[part].notna())
        one, other = (np.stack(table.loc[present, part]) for table in (before, after))
        np.testing.assert_allclose(one, other, atol=1e-6)
    pd.testing.assert_frame_equal(pd.read_csv(cut / LINKS, encoding="utf-8-sig"), links, atol=1e-5)
