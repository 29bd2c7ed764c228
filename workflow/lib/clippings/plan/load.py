"""From config and dataset files to a plan, with everything that people wrote checked on the way."""

from clippings.plan.checks import (
    check_config_labels,
    check_dataset,
    check_fonts,
    check_layout,
    check_run_dataset,
)
from clippings.plan.config import Config, check_config, own
from clippings.plan.datasets import Dataset, read_dataset
from clippings.plan.encoder_files import encoder_of
from clippings.plan.names import check_indices
from clippings.plan.pages import NotFetchedError
from clippings.plan.plan import Plan
from clippings.plan.resources import awaited_targets, read_packages
from clippings.plan.run import Named
from clippings.plan.shards import list_shards
from clippings.plan.variants import check_variant


def load_plan(config: Config, *, checked: bool = False) -> Plan:
    """Plan a run: check the config, read the dataset files that it names, list their shards.

    Paths start from the working folder, or else from that of the workflow. Completes `config` with defaults
    in place. Raises ValueError. What is `checked`, as in the process of a job, is not checked again: with a
    million records in Parquet that takes longer than to start the job.
    """
    check_config(config)
    datasets = _read_datasets(config)
    check_config_labels(config, datasets)
    check_fonts(config)
    if not checked:
        check_indices(datasets)
    encoders = {dataset.encoder: encoder_of(dataset) for dataset in datasets.values()}
    packages = read_packages(map(own, ["config/resources.tsv", *config["fetch"]["tables"]]))
    shards, unfetched = {}, {}
    skip_bad = config["layout"]["on_bad_page"] == "skip"
    for name, dataset in datasets.items():
        try:
            shards[name] = list_shards(dataset, config, awaited=awaited_targets(packages.values()))
            check_layout(dataset, shards[name], skip_bad=skip_bad)
        except NotFetchedError as error:
            shards[name], unfetched[name] = {}, str(error)
        if not checked:
            check_dataset(dataset, config)
            check_variant(dataset, datasets)
    plan = Plan(config, datasets, encoders, shards, packages, unfetched)
    if not unfetched and not checked:
        _check_run(plan)
    return plan


def _check_run(plan: Plan) -> None:
    """Check what a run makes of its datasets, once all their pages are known."""
    for dataset in plan.run:
        pretrained = bool(plan.pretrained(dataset.encoder))
        check_run_dataset(dataset, plan.datasets, has_images=plan.has_images, pretrained=pretrained)
        plan.review_method(Named(dataset.name))
        if dataset.network:
            plan.network_methods(Named(dataset.name))


def _read_datasets(config: Config) -> dict[str, Dataset]:
    """Read the datasets of the run and those that their trainings draw on, each once."""
    datasets: dict[str, Dataset] = {}
    waiting = list(config["datasets"])
    while waiting:
        name = waiting.pop(0)
        if name not in datasets:
            datasets[name] = read_dataset(name, config)
            dataset = datasets[name]
            waiting += [dataset.origin, dataset.trained_on, dataset.pretrained_on, *dataset.pretrain_with]
    return datasets
