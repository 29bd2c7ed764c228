"""`clippings.cluster`: one table in, which of its rows name the same out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from clippings.api.calling import weigh_tables
from clippings.api.given import Frame, given_back, like, named_pairs
from clippings.api.saving import pack_evidence
from clippings.api.weighing import DEFAULT_THRESHOLD, Evidence
from clippings.linkage.decision.clustering import cluster_rows, list_clusters
from clippings.sides import MEMBER
from clippings.tables import name_alone

TABLE = "table"
JOINED = {"neighbours": 20, "giant": 50}  # As in the config: edges of a record, size of a large cluster.


@dataclass(frozen=True)
class Clusters:
    """The clusters of a table, in frames of the kind that was given.

    `clusters` has a row for each row of the table, in its order: `id`, `text`, its `cluster` (the id of one
    of its rows), the `size` of that, and the `score` of the best edge of the row within it. `evidence` has a
    column for each comparison of each candidate pair, `weights` what each weighs.
    """

    clusters: Frame
    evidence: Frame
    weights: Frame
    _weighed: Evidence = field(repr=False)

    def save_model(self, path: str | Path) -> None:
        """Write what was learned here to a model to carry, as `Links.save_model` does."""
        pack_evidence(self._weighed, path)


def cluster(
    table: Frame,
    *,
    on: str | None = None,
    ids: str | None = None,
    images: str | None = None,
    boxes: Sequence[str] | None = None,
    fields: Mapping[str, str] | None = None,
    block: str | None = None,
    labels: Frame | None = None,
    model: str | Path | None = None,
    orientation: str = "horizontal",
    measures: Sequence[str] | None = None,
    kanjivg: str | Path | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> Clusters:
    """Group the rows of `table` that name the same; one that is like no other stays alone.

    Arguments are those of `clippings.link`. Raise ValueError in one line for what is wrong with the table.
    """
    with TemporaryDirectory() as folder:
        (given,), evidence = weigh_tables(
            [table],
            {TABLE: MEMBER},
            folder=Path(folder),
            task="cluster",
            neighbours=JOINED["neighbours"],
            on=on,
            ids=ids,
            images=images,
            boxes=boxes,
            fields=fields,
            block=block,
            labels=labels,
            model=model,
            orientation=orientation,
            measures=measures,
            kanjivg=kanjivg,
            seed=seed,
            threads=threads,
        )
        found = join(evidence)
    pairs = named_pairs(evidence.shown_pairs, [given.ids, given.ids], ("one", "other"))
    clusters, compared, weights = (
        like(part, table) for part in (_in_order(found, given.ids), pairs, evidence.shown_weights)
    )
    return Clusters(clusters, compared, weights, evidence)


def join(evidence: Evidence) -> pd.DataFrame:
    """Cluster all records as the workflow does: the table clusters."""
    records, row = evidence.records, evidence.row
    _, cuts = cluster_rows(
        records,
        evidence.neighbours,
        choices=evidence.choices,
        rows=[row],
        settings=JOINED,
        default=DEFAULT_THRESHOLD,
        carried=evidence.carried,
    )
    return list_clusters(records, evidence.neighbours, cuts=cuts, row=row, settings=JOINED)


def _in_order(found: pd.DataFrame, ids: pd.Series) -> pd.DataFrame:
    """Return the clusters in the order of the table, by the ids that it gave."""
    found = found.set_index("record_id").reindex(ids.index)
    return pd.DataFrame(
        {
            "id": ids.array,
            "text": found["caption"].map(name_alone, na_action="ignore").to_numpy(),
            "cluster": given_back(found["cluster_id"], ids).array,
            "size": found["size"].to_numpy(),
            "score": found["score"].to_numpy(),
        }
    )
