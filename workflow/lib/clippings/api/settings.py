"""What is compared and how: string measures, kinds of fields, numbers of neighbours."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from clippings.linkage.candidates.measures import MEASURES
from clippings.linkage.evidence.texts import KINDS

# Those of config.yaml but for strokes, which need KanjiVG's drawings.
COMPARED = (
    "levenshtein",
    "levenshtein_nfkc",
    "levenshtein_forms",
    "levenshtein_normalised",
    "jaccard",
    "jaccard_normalised",
    "token_sort",
    "token_sort_normalised",
    "token_set",
    "token_set_normalised",
    "tfidf",
    "tfidf_normalised",
)


@dataclass(frozen=True)
class Settings:
    """What is compared and how: kinds of fields, whether there are blocks, measures, neighbours kept.

    `kanjivg` is the path of KanjiVG's archive, which measures of strokes need.
    """

    task: str
    fields: Mapping[str, str]
    blocked: bool
    measures: Sequence[str]
    kanjivg: str | Path | None
    neighbours: int
    seed: int
    threads: int

    def expect_known(self) -> None:
        """Raise ValueError for measures and kinds of fields that are not known."""
        if not isinstance(self.fields, Mapping):
            raise ValueError(f"fields: found {self.fields!r}, expected a mapping of columns to kinds")
        for name, kind in self.fields.items():
            if kind not in KINDS:
                raise ValueError(f"fields: {name} is {kind!r}, expected one of {', '.join(KINDS)}")
        for name in self.measures:
            if name not in MEASURES:
                raise ValueError(f"measures: found {name!r}, expected some of {', '.join(MEASURES)}")
            if "strokes" in name and self.kanjivg is None:
                raise ValueError(
                    f"measures: {name} needs drawings of characters, expected `kanjivg`, the archive"
                )

    def used(self, *, labelled: bool) -> list[str]:
        """List the measures that count: without labels none that learns from them."""
        return [name for name in self.measures if labelled or not MEASURES[name].depends_on_fold]
