"""What is refused before anything runs: datasets that contradict themselves, their tables, or the config."""

from collections.abc import Callable, Collection, Mapping

from clippings import contradictions, frames, labels, tables, verdicts
from clippings.line_labels import read_line_labels
from clippings.plan.config import Config
from clippings.plan.datasets import Dataset
from clippings.plan.layout import label_files
from clippings.plan.shards import Shard, list_items
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
    _check_names(dataset)
    _check_columns(dataset)
    _check_truth(dataset)


def check_run_dataset(
    dataset: Dataset, datasets: Mapping[str, Dataset], *, has_images: Callable[[str], bool]
) -> None:
    """Check a dataset in `datasets:`: its sides suit its task, its models can be trained."""
    _check_sides(dataset)
    _check_records(dataset)
    _check_models(dataset, datasets, has_images=has_images)
    _check_shares(dataset, datasets)


def check_layout(dataset: Dataset, shards: Mapping[str, Shard]) -> None:
    """Check what tells the roles of lines: each labelled page is one of the dataset, tags and labels suit."""
    rows = {row.get("page"): row for shard in shards.values() for row in shard.rows}
    labels = read_line_labels(label_files(dataset))
    strange = labels[~labels["page"].isin(list(rows))]
    if len(strange):
        row = strange.iloc[0]
        raise ValueError(
            f"{row['place']}: page {row['page']!r}, expected one of {dataset.name}, such as"
            f" {next(iter(rows))!r}"
        )
    for source, declared in dataset.sources.items():
        layout = declared.get("layout", {})
        if layout.get("lines") == "transcription" and "roles" not in layout:
            where = f"{dataset.where}: sources/{source}/layout"
            raise ValueError(f"{where}: lines: transcription without roles, expected roles: labels or tags")
    if "transcription" in dataset.ocr.values() and not any(row.get("transcription") for row in rows.values()):
        raise ValueError(f"{dataset.where}: ocr: transcription, but no page has one beside it")


def check_config_labels(config: Config, used: Collection[str]) -> None:
    """Refuse labels of a dataset that the run does not use."""
    for dataset in config["labels"]:
        if dataset not in used:
            raise ValueError(f"config: labels: found {dataset!r}, expected one of the run: {', '.join(used)}")


def _check_names(dataset: Dataset) -> None:
    """Refuse tables with braces in their names: as inputs of rules Snakemake takes these for wildcards."""
    listed = (dataset.truth, dataset.annotations, dataset.pairs, dataset.labels, dataset.photographs)
    for group in (dataset.files, *listed, label_files(dataset)):
        for file in group if isinstance(group, list) else ():
            if "{" in file:
                raise ValueError(
                    f"{dataset.where}: {file}: found braces, expected a table named without them"
                )


def _check_columns(dataset: Dataset) -> None:
    """Only a table of crops or records has the columns that `fields`, `block` and `columns` name."""
    if dataset.tables or dataset.published_items:
        return
    for key in ("fields", "block", "columns"):
        if dataset.declared.get(key):
            value = dataset.declared[key]
            raise ValueError(f"{dataset.where}: {key}: found {value!r}, expected a table of crops or records")


def _check_truth(dataset: Dataset) -> None:
    """Read the user's own tables of truth, which no rule needs before records are built."""
    for files, table in ((dataset.truth, tables.MENTIONS), (dataset.annotations, tables.ANNOTATIONS)):
        if isinstance(files, list) and files:
            frames.read_shards(list(files), table)
    labels.read_labels(dataset.labels)
    pairs = verdicts.read_pairs(dataset.pairs)
    items = list_items(dataset)
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
    if sides - {"context"} != set(expected):
        raise ValueError(
            f"{dataset.where}: sources: found the sides {', '.join(sorted(sides)) or 'none'},"
            f" expected {' and '.join(expected)} of a dataset to {dataset.task}"
        )


def _check_records(dataset: Dataset) -> None:
    """Refuse tables of records among which there is nothing to find."""
    if not dataset.tables:
        return
    items = list_items(dataset)
    pairs = zip(items["source"], items["role"], strict=True)
    sides = [dataset.sources[source]["sides"].get(role, "context") for source, role in pairs]
    where = f"{dataset.name}: {', '.join(dataset.tables)}"
    expect_both(sides, task=dataset.task, where=where)
    if dataset.truth == "table" and not (dataset.pairs or dataset.labels):
        expect_matches(items.assign(side=sides, split="none"), where=where)


def _check_models(
    dataset: Dataset, datasets: Mapping[str, Dataset], *, has_images: Callable[[str], bool]
) -> None:
    """Refuse models without the truth or images that they are trained with, not hours later."""
    trained = datasets[dataset.trained_on]
    paired = datasets[trained.pretrained_on]
    pairs = any(map(has_images, [paired.name, *paired.pretrain_with]))
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
