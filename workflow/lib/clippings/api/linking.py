"""`clippings.link`: two tables in, their links with probability and evidence out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

import pandas as pd

from clippings.api.calling import weigh_tables
from clippings.api.given import Frame, Pair, given_back, like, named_pairs, to_pandas
from clippings.api.saving import pack_evidence
from clippings.api.unmatched import without_labels
from clippings.api.weighing import DEFAULT_THRESHOLD, Evidence
from clippings.linkage.decision.links import link_queries
from clippings.linkage.decision.outcomes import judge_rows
from clippings.tables import name_alone

LEFT, RIGHT = "left", "right"
SIDES = {LEFT: "query", RIGHT: "target"}
CANDIDATES = 10


@dataclass(frozen=True)
class Links:
    """The links of two tables, in frames of the kind that was given.

    `links` has a row for each row of the left table, in its order: the best candidate, whether it is a link,
    how probable, and the runner-up. `evidence` has a column for each comparison of each candidate pair,
    `terms` what each of them adds to the log-odds of the best two candidates, `weights` what each weighs.
    """

    links: Frame
    evidence: Frame
    terms: Frame
    weights: Frame
    _weighed: Evidence = field(repr=False)

    def explain(self, left: object) -> Frame:
        """Return the terms of the best candidates of one row of the left table, by its id."""
        terms = to_pandas(self.terms, where="terms")
        return like(terms[terms["left"] == left].reset_index(drop=True), self.terms)

    def save_model(self, path: str | Path) -> None:
        """Write what was learned here to a model to carry (`.clippings`), which `model` takes elsewhere.

        It holds the encoder, the scorer, fitted on all labels, or without any as here, and the threshold.
        Raise ValueError for another suffix, after a call with `model`, and of labels that are all matches.
        """
        pack_evidence(self._weighed, path)


def link(
    left: Frame,
    right: Frame,
    *,
    on: Pair | None = None,
    ids: Pair | None = None,
    images: Pair | None = None,
    boxes: Sequence[str] | None = None,
    fields: Mapping[str, str] | None = None,
    block: Pair | None = None,
    labels: Frame | None = None,
    model: str | Path | None = None,
    orientation: Pair = "horizontal",
    one_to_one: bool = False,
    measures: Sequence[str] | None = None,
    kanjivg: str | Path | None = None,
    seed: int = 0,
    threads: int | None = None,
) -> Links:
    """Link each row of `left` to the row of `right` that names the same, or to none.

    `on` names the column of texts, `images` that of image files, `boxes` those of the edges (left, upper,
    right, lower) of the name on its page; a picture without a text is read by OCR. `fields` maps further
    columns to their kinds (name, address, date, number, text), `block` names a column whose values must
    agree. `labels` are known pairs: the ids of either side and perhaps a verdict; with them the evidence is
    weighed by what they teach, each fifth of them decided by the others; where all are matches, the threshold
    is that without labels. `model` is a model to carry, which embeds, weighs and decides in place of the
    encoder that comes with the project. `kanjivg` is the path of KanjiVG's archive, for measures of strokes.
    A name may be a pair, one for each table. Raise ValueError in one line for what is wrong with the tables.
    """
    with TemporaryDirectory() as folder:
        given, evidence = weigh_tables(
            (left, right),
            SIDES,
            folder=Path(folder),
            task="link",
            neighbours=CANDIDATES,
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
        candidates = decide(evidence, one_to_one=one_to_one)
    tables = _tables(candidates, evidence, [part.ids for part in given])
    links, compared, terms, weights = (like(table, left) for table in tables)
    return Links(links, compared, terms, weights, evidence)


def decide(evidence: Evidence, *, one_to_one: bool) -> pd.DataFrame:
    """Decide every query as the workflow does, but for labels that are all matches: the table links."""
    records, rows = evidence.records, [evidence.row]
    _, thresholds, calibration = judge_rows(
        records,
        evidence.neighbours,
        choices=evidence.choices,
        rows=rows,
        default=DEFAULT_THRESHOLD,
        carried=evidence.carried,
    )
    thresholds, calibration = without_labels(evidence, thresholds, calibration)
    (links,) = link_queries(
        records,
        evidence.neighbours,
        thresholds=thresholds,
        calibration=calibration,
        rows=rows,
        assignment="greedy" if one_to_one else "none",
        k=CANDIDATES,
    )
    return links


def _tables(candidates: pd.DataFrame, evidence: Evidence, ids: Sequence[pd.Series]) -> list[pd.DataFrame]:
    pairs = [named_pairs(part, ids, (LEFT, RIGHT)) for part in (evidence.shown_pairs, evidence.shown_terms)]
    return [_best(candidates, ids), *pairs, evidence.shown_weights]


def _best(candidates: pd.DataFrame, ids: Sequence[pd.Series]) -> pd.DataFrame:
    """Return one row a query, in the order of the left table: its link or best candidate, and the next."""
    ordered = candidates.assign(unlinked=candidates["decision"] != "link")
    ordered = ordered.sort_values(["query_id", "unlinked", "rank"])
    repeated = ordered.duplicated("query_id")
    first = ordered[~repeated].set_index("query_id").reindex(ids[0].index)
    second = ordered[repeated].drop_duplicates("query_id").set_index("query_id").reindex(first.index)
    return pd.DataFrame(
        {
            LEFT: ids[0].array,
            RIGHT: given_back(first["target_id"], ids[1]).array,
            "left_text": first["query_text"].map(name_alone, na_action="ignore").to_numpy(),
            "right_text": first["target_text"].map(name_alone, na_action="ignore").to_numpy(),
            "decision": first["decision"].to_numpy(),
            "probability": first["probability"].to_numpy(),
            "score": first["score"].to_numpy(),
            "runner_up": given_back(second["target_id"], ids[1]).array,
            "runner_up_score": second["score"].to_numpy(),
        }
    )
