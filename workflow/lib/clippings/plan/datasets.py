"""What the files in config/datasets/ and config/encoders/ declare, as plain frozen values."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import pandas as pd

from clippings import declarations
from clippings.items import read_items
from clippings.model_file import Stored
from clippings.plan.config import RENAMED_OF_DATASET, Config, own, refuse_old_keys, schema
from clippings.plan.model_files import carried_encoder, read_named, read_named_index, with_kinds
from clippings.saved_index import Index
from clippings.tables import OCRS

Item = dict[str, Any]


@dataclass(frozen=True)
class Dataset:
    """One dataset: its file, completed by the config.

    `files` is the value of `pages`, `crops` or `records`, whichever `input` names: a word such as `drawn`, or
    tables of a user's own. `pages` has what each source declares of its own pages. `declared` is the whole
    file, as the record of the run shows it; `where` names it in messages, and `written` lists it and that of
    the dataset `of`, from which it takes what it does not say itself. `rescan` says how the crops of that
    dataset are scanned again, if they are; `ageing` what replaces that of the config.
    """

    name: str
    where: str
    written: list[str]
    of: str | None
    rescan: dict[str, Any] | None
    ageing: dict[str, Any]
    dpi: float | None
    task: str
    input: str
    files: str | list[str]
    sources: dict[str, dict[str, Any]]
    pages: dict[str, list[str]]
    texts: tuple[str, ...]
    ocr: dict[str, str]
    truth: str | list[str]
    annotations: list[str]
    pairs: list[str]
    labels: list[str]
    photographs: list[str]
    columns: dict[str, str]
    fields: dict[str, str]
    block: str | None
    blocking: list[dict[str, str | float]]
    folds: int
    portions: int
    shares: dict[str, float]
    network: bool
    paper: bool
    measures: tuple[str, ...]
    hashes: tuple[str, ...]
    export: tuple[str, ...]
    encoder: str
    models: tuple[str, ...]
    trained_on: str
    pretrained_on: str
    pretrain_with: list[str]
    model: str | None
    carried: Stored | None = field(repr=False)
    index: str | None
    indexed: Index | None = field(repr=False)
    withdrawn: list[str]
    declared: dict[str, Any] = field(repr=False)

    @property
    def origin(self) -> str:
        """Name the dataset whose pages, crops and truth it has: itself, unless it scans those again."""
        return self.of if self.of and self.rescan else self.name

    @property
    def has_truth(self) -> bool:
        """Say whether anything tells which records are the same."""
        return self.truth != "none" or bool(self.pairs) or bool(self.labels)

    @property
    def validates(self) -> bool:
        """Say whether labels tune thresholds: those of a validation split, or of other folds."""
        return self.has_truth and (bool(self.folds) or self.shares["val"] > 0)

    @property
    def has_pages(self) -> bool:
        """Say whether names are cut out of pages."""
        return self.input == "pages"

    @property
    def reads_crops(self) -> bool:
        """Say whether OCR engines read its crops; texts of records are there already."""
        return self.input != "records"

    @property
    def clustered(self) -> bool:
        """Say whether its records are members to cluster, not queries to link."""
        return self.task == "cluster"

    @property
    def fold_numbers(self) -> list[int]:
        """List the folds of trainings with labels: 1 to k, or 0 where there are none."""
        return list(range(1, self.folds + 1)) or [0]

    @property
    def tables(self) -> list[str]:
        """List the user's own tables of crops or records."""
        return self.files if isinstance(self.files, list) and not self.has_pages else []

    @cached_property
    def items(self) -> pd.DataFrame:
        """Read these tables; an empty table where there are none."""
        return read_items(self.tables, columns=self.columns, extra=self.item_columns, sources=self.sources)

    @property
    def item_columns(self) -> list[str]:
        """List the columns of these tables that the dataset uses beside those that every one has."""
        named = [*self.fields, *([self.block] if self.block else [])]
        return list(dict.fromkeys([*named, *(column for rule in self.blocking for column in rule)]))

    @property
    def blocked(self) -> bool:
        """Say whether a query is compared with some targets alone."""
        return bool(self.block or self.blocking)

    @property
    def published_items(self) -> bool:
        """Say whether its records are those of the published table of firms and candidates."""
        return self.input == "records" and self.files == "published"


def read_dataset(name: str, config: Config) -> Dataset:
    """Read config/datasets/<name>.yaml, or the variant of that name; raise ValueError in one line.

    What it says is checked, and completed by what it is a variant of and by defaults.
    """
    declared, where, written = _declaration(name, config)
    refuse_old_keys(declared, RENAMED_OF_DATASET, where=where)
    declared = declarations.checked(declared, schema("dataset_file"), where=where)
    labels = declared["labels"] + [
        file for file in config["labels"].get(name, []) if file not in declared["labels"]
    ]
    index = read_named_index(declared, where=where)
    model = index.model if index else declared.get("model")
    stored = read_named(declared, model, labels, where=where)
    encoder = carried_encoder(stored) if stored else declared["encoder"]
    trained_on = encoder.get("trained_on", name)
    photographs = declared.get("photographs", [])
    return Dataset(
        name=name,
        where=where,
        written=written,
        of=declared.get("of"),
        rescan=declared.get("rescan"),
        dpi=declared.get("dpi"),
        files=_placed(declared.get(declared["input"], [])),
        sources={name: _without_pages(source) for name, source in declared["sources"].items()},
        pages={
            name: _listed(source["pages"])
            for name, source in declared["sources"].items()
            if "pages" in source
        },
        texts=tuple(ocr for ocr in OCRS if ocr in declared["texts"]),
        labels=_placed(labels),
        fields=with_kinds(declared["fields"]),
        photographs=_placed(["config/photographs.tsv"] if photographs == "published" else photographs),
        truth=_placed(declared["truth"]),
        annotations=_placed(declared["annotations"]),
        pairs=_placed(declared["pairs"]),
        block=declared.get("block"),
        folds=declared.get("folds", 0),
        shares=declared.get("shares", config["records"]["shares"]),
        measures=_measures(declared, config, stored),
        hashes=tuple(declared["hashes"]),
        export=tuple(declared.get("export", ["all_evidence"] if stored else config["linkage"]["export"])),
        encoder=encoder.get("name", config["encoder"]["name"]),
        models=tuple(encoder.get("models", config["encoder"]["models"])),
        trained_on=trained_on,
        pretrained_on=encoder.get("pretrained_on", name),
        model=own(model) if model else None,
        carried=stored,
        index=index.folder if index else None,
        indexed=index.holds if index else None,
        withdrawn=_placed(declared["withdrawn"]),
        declared=declared,
        **{key: declared[key] for key in _AS_DECLARED},
    )


_AS_DECLARED = (
    "task",
    "input",
    "ageing",
    "ocr",
    "columns",
    "blocking",
    "network",
    "paper",
    "portions",
    "pretrain_with",
)


def _declaration(name: str, config: Config) -> tuple[dict[str, Any], str, list[str]]:
    """Return what is declared of a dataset, where, and the files that say it."""
    variant, file = config["variants"].get(name), own(f"config/datasets/{name}.yaml")
    where = f"config: variants/{name}" if variant else f"config/datasets/{name}.yaml"
    declared, written = (deepcopy(variant), []) if variant else (declarations.load(file), [file])
    if "of" not in declared:
        return declared, where, written
    other = own(f"config/datasets/{declared['of']}.yaml")
    try:
        base = declarations.load(other)
    except ValueError as error:
        raise ValueError(f"{where}: of: {error}") from None
    if "of" in base:
        raise ValueError(f"{where}: of: {declared['of']} is itself one of {base['of']}, expected that one")
    return base | declared, where, [*written, other]


def _measures(declared: Item, config: Config, stored: Stored | None) -> tuple[str, ...]:
    """Return the string measures of a dataset: its own or the config's, and those that its model weighs."""
    chosen = declared.get("measures", [] if stored else config["linkage"]["measures"])
    return tuple(dict.fromkeys([*chosen, *(stored.model.measures if stored else [])]))


def _placed(value: Any) -> Any:
    """Find listed files in the working folder or in that of the workflow; keep a word such as `drawn`."""
    return [own(file) for file in value] if isinstance(value, list) else value


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def _without_pages(source: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the pages, so that what is done to each of them does not depend on the others."""
    return {key: value for key, value in source.items() if key != "pages"}
