"""From config and dataset files to a plan, with everything that people wrote checked on the way."""

from pathlib import Path

from clippings.plan import checks
from clippings.plan.config import Config, check_config
from clippings.plan.datasets import Dataset, read_dataset, read_encoder
from clippings.plan.plan import Plan
from clippings.plan.resources import read_packages
from clippings.plan.shards import list_shards


def load_plan(config: Config, *, root: str | Path = ".", resources: str | Path | None = None) -> Plan:
    """Plan a run: check the config, read the dataset files that it names, list their shards.

    `root` is the folder that relative paths start from, `resources` the table of what is fetched (that of the
    project itself by default). Completes `config` with defaults in place. Raises ValueError in one line.
    """
    root = Path(root)
    check_config(config)
    datasets = _read_datasets(config, root)
    checks.check_config_labels(config, datasets)
    names = {dataset.encoder for dataset in datasets.values()}
    encoders = {name: read_encoder(name, root=root) for name in sorted(names)}
    shards = {}
    for name, dataset in datasets.items():
        shards[name] = list_shards(dataset, config, root=root)
        checks.check_dataset(dataset, config, root=root)
    listed = resources or Path(__file__).parents[4] / "config/resources.tsv"
    plan = Plan(config, datasets, encoders, shards, read_packages(listed))
    for dataset in plan.run:
        checks.check_run_dataset(dataset, datasets, has_images=plan.has_images)
        plan.reviewed(dataset)
        if dataset.network:
            plan.network_methods(dataset)
    return plan


def _read_datasets(config: Config, root: Path) -> dict[str, Dataset]:
    """Read the datasets of the run and those that their trainings draw on, each once."""
    datasets: dict[str, Dataset] = {}
    waiting = list(config["datasets"])
    while waiting:
        name = waiting.pop(0)
        if name not in datasets:
            datasets[name] = read_dataset(name, config, root=root)
            dataset = datasets[name]
            waiting += [dataset.trained_on, dataset.pretrained_on, *dataset.pretrain_with]
    return datasets
