"""What is refused before anything runs: datasets that contradict themselves, their tables, or the config."""

import os
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from clippings import contradictions, frames, labels, tables, verdicts
from clippings.line_labels import read_line_labels
from clippings.plan.blocking import check_blocking
from clippings.plan.config import Config
from clippings.plan.datasets import Dataset, Item
from clippings.plan.layout import label_files, learned_sources
from clippings.plan.names import check_names
from clippings.plan.shards import Shard, expect_sources
from clippings.sides import expect_both
from clippings.truth import expect_matches

SIDES_OF_TASK = {"link": ["query", "target"], "cluster": ["member"]}
SEEING = ("unaligned_visual", "sup_visual")


def check_dataset(dataset: Dataset, config: Config) -> None:
    """Check a dataset that a run uses; raise ValueError in one line."""
    for ocr, engine in dataset.ocr.items():
        if engine not in config["ocr"]:
            known = ", ".join(config["ocr"])
            raise ValueError(f"{dataset.where}: ocr/{ocr}: found {engine!r}, expected one of {known}")
    if dataset.pages and (not dataset.has_pages or dataset.files == "drawn"):
        found = ", ".join(dataset.pages)
        raise ValueError(
            f"{dataset.where}: sources: found `pages` of {found}, expected them with `input: pages` alone,"
            " and not with `pages: drawn`"
        )
    check_names(dataset)
    _check_columns(dataset)
    check_blocking(dataset)
    _check_truth(dataset)


def check_run_dataset(
    dataset: Dataset,
    datasets: Mapping[str, Dataset],
    *,
    has_images: Callable[[str], bool],
    pretrained: bool,
) -> None:
    """Check a dataset in `datasets:`: its sides suit its task, its models can be trained.

    `pretrained` says that its encoder comes trained without labels.
    """
    _check_sides(dataset)
    _check_records(dataset)
    if not dataset.model:
        _check_models(dataset, datasets, has_images=has_images, pretrained=pretrained)
        _check_shares(dataset, datasets)


def check_layout(dataset: Dataset, shards: Mapping[str, Shard], *, skip_bad: bool) -> None:
    """Check where lines come from and what tells their roles, on pages that are there.

    With `skip_bad` some of them may lack a transcription, but not all of a source.
    """
    rows = [row for shard in shards.values() for row in shard.rows]
    for source, declared in dataset.sources.items():
        if "layout" in declared:
            pages = [row for row in rows if row["source"] == source]
            _check_lines(dataset, source, pages=pages, skip_bad=skip_bad)
    _check_line_labels(dataset, {row.get("page"): row["source"] for row in rows})
    if "transcription" in dataset.ocr.values() and not any(row.get("transcription") for row in rows):
        raise ValueError(f"{dataset.where}: ocr: transcription, but no page has one beside it")


def _check_lines(dataset: Dataset, source: str, *, pages: list[Item], skip_bad: bool) -> None:
    """Refuse a source that contradicts itself on its lines, or takes them from what is not there."""
    layout, where = dataset.sources[source]["layout"], f"{dataset.where}: sources/{source}/layout"
    if not dataset.has_pages:
        raise ValueError(f"{where}: found with `input: {dataset.input}`, expected it with `input: pages`")
    if layout.get("lines") != "transcription":
        if "tags" in layout.get("roles", {}):
            raise ValueError(f"{where}/roles/tags: of lines that are detected, expected lines: transcription")
        return
    if "roles" not in layout:
        raise ValueError(f"{where}: lines: transcription without roles, expected roles: labels or tags")
    without = [page for page in pages if not page.get("transcription")]
    if len(without) == len(pages) or (without and not skip_bad):
        image = Path(without[0]["path"])
        raise ValueError(
            f"{where}: lines: transcription, but {len(without)} of {len(pages)} pages have none; expected one"
            f" such as {image.with_suffix('.xml').name} beside {image}, or `lines: detected`"
        )


def _check_line_labels(dataset: Dataset, source_of: Mapping[str | None, str]) -> None:
    """Refuse labels of pages that are not there or learn nothing."""
    learned = learned_sources(dataset)
    labels = read_line_labels(label_files(dataset))
    for place, page in labels[["place", "page"]].itertuples(index=False):
        if page not in source_of:
            raise ValueError(
                f"{place}: page {page!r}, expected one of {dataset.name}, such as {next(iter(source_of))!r}"
            )
        if source_of[page] not in learned:
            raise ValueError(
                f"{place}: page {page!r} is of {source_of[page]}, which learns no roles; expected"
                f" `layout: roles: labels` of that source in {dataset.where}"
            )


def check_fonts(config: Config) -> None:
    """Refuse a file or family that draws pages and training names: both would show the same print."""
    pages, names = (config["synthesis"]["fonts"][drawn] for drawn in ("pages", "names"))
    for key, same in (("path", os.path.realpath), ("family", str.casefold)):
        drawing = {same(font[key]): font["name"] for font in pages}
        for font in names:
            if other := drawing.get(same(font[key])):
                raise ValueError(
                    f"config: synthesis/fonts: {font['name']} of names and {other} of pages share the {key}"
                    f" {font[key]}, expected one that draws either pages or names"
                )


def check_config_labels(config: Config, used: Collection[str]) -> None:
    """Refuse labels of a dataset that the run does not use."""
    for dataset in config["labels"]:
        if dataset not in used:
            raise ValueError(f"config: labels: found {dataset!r}, expected one of the run: {', '.join(used)}")


def _check_columns(dataset: Dataset) -> None:
    """Only a table of crops or records has the columns that `fields`, `block`, `blocking` and `columns` name.

    A field is not called like what evidence compares beside fields, from which it could not be told.
    """
    if strange := sorted({*tables.PARTS} & {*dataset.fields}):
        expected = f"expected another name than {', '.join(tables.PARTS)}"
        raise ValueError(f"{dataset.where}: fields: found {strange[0]!r}, {expected}")
    if dataset.tables or dataset.published_items:
        return
    for key in ("fields", "block", "blocking", "columns"):
        if dataset.declared.get(key):
            value = dataset.declared[key]
            raise ValueError(f"{dataset.where}: {key}: found {value!r}, expected a table of crops or records")


def _check_truth(dataset: Dataset) -> None:
    """Read the user's own tables of truth, which no rule needs before records are built."""
    for files, table in ((dataset.truth, tables.MENTIONS), (dataset.annotations, tables.ANNOTATIONS)):
        if isinstance(files, list) and files:
            frames.read_shards(list(files), table)
    for file in dataset.withdrawn:
        frames.read(file, tables.WITHDRAWN)
    labels.read_labels(dataset.labels)
    pairs = verdicts.read_pairs(dataset.pairs)
    items = dataset.items
    expect_sources(dataset, items, "items")
    try:
        contradictions.expect_agreement(pairs, items)
        if dataset.clustered:
            contradictions.expect_one_a_page(pairs, items)
    except ValueError as error:
        raise ValueError(f"{dataset.name}: {error}") from None


def _check_sides(dataset: Dataset) -> None:
    expected = SIDES_OF_TASK.get(dataset.task)
    if expected is None:
        raise ValueError(
            f"{dataset.where}: task: found {dataset.task!r}, expected link or cluster of a dataset in"
            " `datasets:`"
        )
    sides = {side for source in dataset.sources.values() for side in source["sides"].values()}
    if dataset.index:
        sides.add("target")  # Those of the index.
    if sides - {"context"} != set(expected):
        raise ValueError(
            f"{dataset.where}: sources: found the sides {', '.join(sorted(sides)) or 'none'},"
            f" expected {' and '.join(expected)} of a dataset to {dataset.task}"
        )


def _check_records(dataset: Dataset) -> None:
    """Refuse tables of records among which there is nothing to find."""
    if not dataset.tables or dataset.index:
        return
    items = dataset.items
    pairs = zip(items["source"], items["role"], strict=True)
    sides = [dataset.sources[source]["sides"].get(role, "context") for source, role in pairs]
    where = f"{dataset.name}: {', '.join(dataset.tables)}"
    expect_both(sides, task=dataset.task, where=where)
    if dataset.truth == "table" and not (dataset.pairs or dataset.labels):
        expect_matches(items.assign(side=sides, split="none"), where=where)


def _check_models(
    dataset: Dataset, datasets: Mapping[str, Dataset], *, has_images: Callable[[str], bool], pretrained: bool
) -> None:
    """Refuse models without the truth or images that they are trained with, not hours later."""
    trained = datasets[dataset.trained_on]
    paired = datasets[trained.pretrained_on]
    pairs = pretrained or any(map(has_images, [paired.name, *paired.pretrain_with]))
    aligned = set(dataset.models) - {"unaligned_visual"}
    labelled = set(dataset.models) - {"selfsup"}
    needs = (
        (SEEING, "images", has_images(trained.name), trained.name, "`models:` without them"),
        (aligned, "pairs of image and text", pairs, paired.name, "`models: []`, or `pretrained_on:` names"),
        (
            labelled,
            "truth",
            trained.has_truth,
            trained.name,
            "`truth:`, `trained_on:` or `models: [selfsup]`",
        ),
    )
    for group, need, there, where, expected in needs:
        named = ", ".join(model for model in dataset.models if model in group)
        if named and not there:
            line = f"found {named}, trained with {need}, and none in {where}; expected {expected}"
            raise ValueError(f"{dataset.where}: encoder: {line}")


def _check_shares(dataset: Dataset, datasets: Mapping[str, Dataset]) -> None:
    """Labelled training needs a training split; a model from a dataset in folds would have seen its test."""
    labelled = [model for model in dataset.models if model != "selfsup"]
    trained = datasets[dataset.trained_on]
    if labelled and trained.folds and trained is not dataset:
        raise ValueError(
            f"{dataset.where}: encoder: trained_on: {trained.name} has folds, each with its own training;"
            " expected a dataset without folds"
        )
    if labelled and not trained.folds and not trained.shares["train"]:
        raise ValueError(
            f"{trained.where}: shares: train is 0, but {', '.join(labelled)} train on labels; expected a"
            " share above 0, or `encoder: {trained_on: ...}`"
        )
