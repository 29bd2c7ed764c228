"""What encoders are made of and trained on, and which of them embed a dataset."""

from collections.abc import Mapping
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

from clippings.plan.config import own
from clippings.plan.datasets import Dataset
from clippings.plan.layout import Layouts
from clippings.plan.rows import HASHES
from clippings.plan.run import Files, Wildcards
from clippings.rows import CARRIED
from clippings.saved_index import VECTORS, part_files

STORE = "results/vectors"  # No output of a rule: a job adds to what it finds there.


class Encoders(Layouts):
    """Input and param functions of the stage encoder."""

    def pretrained(self, encoder: str) -> str | None:
        """Return the file of the trained encoder that a user's `encoder` starts from, if it names one."""
        file = self.encoders[encoder].get("pretrained")
        return own(file) if file else None

    def joined(self, name: str, encoder: str) -> list[str]:
        """List the datasets that join the training of an encoder on another: none once it is pretrained."""
        return [] if self.pretrained(encoder) else self.datasets[name].pretrain_with

    def seeing_engine(self, dataset: str, encoder: str) -> str | None:
        """Name the OCR engine of a dataset whose network is the image tower of `encoder`, if there is one.

        One pass of that network then gives readings and image features (rule recognise_names).
        """
        settings = self.encoders[encoder]
        engines = self.datasets[dataset].ocr.values() if self.datasets[dataset].reads_crops else ()
        for engine in engines:
            own = self.config["ocr"][engine]
            same = own.get("model") == settings.get("recogniser")
            if settings["vision"] == "ppocr" and own.get("reader", engine) == "ppocr" and same:
                return engine
        return None

    @cached_property
    def recognised(self) -> list[tuple[str, str]]:
        """List the pairs of dataset and engine whose readings come with image features."""
        pairs = {
            (dataset, engine)
            for encoder, names in self.images_used.items()
            for dataset in names
            if (engine := self.seeing_engine(dataset, encoder))
        }
        return sorted(pairs)

    @cached_property
    def images_used(self) -> dict[str, set[str]]:
        """Map each encoder to the datasets whose images it sees."""
        used: dict[str, set[str]] = {}
        for dataset in self.run:
            if dataset.models:
                names = {dataset.name, dataset.trained_on}
                if not self.pretrained(dataset.encoder):
                    names.add(self.datasets[dataset.trained_on].pretrained_on)
                names |= set(chain.from_iterable(self.joined(name, dataset.encoder) for name in names))
                used.setdefault(dataset.encoder, set()).update(filter(self.has_images, names))
        return used

    def encoder_settings(self, wildcards: Wildcards) -> Mapping[str, Any]:
        """Return what the file of an encoder says of how it is built."""
        return {key: value for key, value in self.encoders[wildcards.encoder].items() if key != "pretrained"}

    def images(self, wildcards: Wildcards) -> Files:
        """List the prepared images of a dataset, for an encoder; none where records are texts alone."""
        return self._images(wildcards.dataset, wildcards.encoder)

    def _images(self, dataset: str, encoder: str) -> Files:
        engine = self.seeing_engine(dataset, encoder)
        folder = f"ocr/{engine}" if engine else f"encoder/{encoder}/images"
        return [f"results/{dataset}/{folder}/{shard}.npz" for shard in self.shards_of[dataset]]

    def training_datasets(self, wildcards: Wildcards) -> list[str]:
        """List a dataset and those that its trainings also draw on."""
        return [wildcards.dataset, *self.joined(wildcards.dataset, wildcards.encoder)]

    def training_records(self, wildcards: Wildcards) -> Files:
        """List the records of these datasets."""
        return [f"results/{name}/records/records.parquet" for name in self.training_datasets(wildcards)]

    def training_images(self, wildcards: Wildcards) -> Files:
        """List the prepared images of these datasets."""
        names = self.training_datasets(wildcards)
        return [file for name in names for file in self._images(name, wildcards.encoder)]

    def encoder_weights(self, wildcards: Wildcards) -> Files:
        """List the files that an encoder starts from: a recogniser, weights, an architecture, a MiniLM."""
        settings = self.encoder_settings(wildcards)
        named = (settings.get(key) for key in ("recogniser", "architecture", "vision_weights"))
        return [file for file in named if file] + _clip_weights(settings) + _sentence_model(settings)

    def starting_weights(self, wildcards: Wildcards) -> Files:
        """List the files that a training starts from: none of CLIP's where a model never meets language."""
        left_out = (
            _clip_weights(self.encoder_settings(wildcards)) if wildcards.model == "unaligned_visual" else []
        )
        return [file for file in self.encoder_weights(wildcards) if file not in left_out]

    def starting_model(self, wildcards: Wildcards) -> Files:
        """Return the model without labels from which a training starts; none for the unaligned one."""
        if wildcards.model == "unaligned_visual":
            return []
        return [
            self.model_file(
                self.datasets[wildcards.dataset], "selfsup", 0, encoder=wildcards.encoder, seed=wildcards.seed
            )
        ]

    def fold_number(self, wildcards: Wildcards) -> int:
        """Return the fold of a training, 0 where it has none."""
        return int(wildcards.fold.removeprefix("-fold") or 0)

    def models(self, dataset: Dataset) -> list[dict[str, Any]]:
        """List the models that embed a dataset, each with its fold: 0 where one model serves all."""
        own = dataset.trained_on == dataset.name
        return [
            {"model": model, "fold": fold}
            for model in dataset.models
            for fold in (dataset.fold_numbers if own and model not in ("selfsup", CARRIED) else [0])
        ]

    def model_params(self, wildcards: Wildcards) -> list[dict[str, Any]]:
        """Return these models for a rule."""
        return self.models(self.datasets[wildcards.dataset])

    def model_files(self, wildcards: Wildcards) -> Files:
        """List the files of these models, in the same order."""
        dataset = self.datasets[wildcards.dataset]
        return [
            self.model_file(
                dataset, entry["model"], entry["fold"], encoder=wildcards.encoder, seed=wildcards.seed
            )
            for entry in self.models(dataset)
        ]

    def vector_store(self, wildcards: Wildcards) -> dict[str, Any]:
        """Return where vectors are kept, and of which models: those not trained on the dataset.

        These stay as they are when a record is added; one that is trained on it embeds everything anew.
        """
        dataset = self.datasets[wildcards.dataset]
        files = zip(self.models(dataset), self.model_files(wildcards), strict=True)
        own = f"results/{dataset.name}/encoder/"
        return {
            "kinds": list(dict.fromkeys(one["model"] for one, file in files if not file.startswith(own))),
            "folder": STORE,
        }

    def model_file(self, dataset: Dataset, model: str, fold: int, *, encoder: str, seed: int | str) -> str:
        """Return the file of a model: of the dataset, of the one that trains its encoder, or carried."""
        if dataset.model:
            return dataset.model
        if model == "selfsup" and (file := self.pretrained(encoder)):
            return file
        trained = self.datasets[dataset.trained_on]
        name = trained.pretrained_on if model == "selfsup" else trained.name
        suffix = f"-fold{fold}" if fold else ""
        return f"results/{name}/encoder/{encoder}/s{seed}/{model}{suffix}/model.safetensors"

    def model_paths(self, dataset: Dataset) -> Files:
        """List the models of all seeds that embed a dataset."""
        return [
            self.model_file(dataset, entry["model"], entry["fold"], encoder=dataset.encoder, seed=seed)
            for seed in self.config["seeds"]
            for entry in self.models(dataset)
        ]

    def cards(self, dataset: Dataset) -> Files:
        """List the cards of these models; a carried one holds its own."""
        if dataset.model:
            return []
        return [str(Path(file).with_name("card.md")) for file in self.model_paths(dataset)]

    def embedding_portions(self, dataset: str) -> list[str]:
        """List the portions in which a dataset is embedded: one for each `shards_per_portion` shards."""
        count = max(-(-len(self.shards_of[dataset]) // self.config["encoder"]["shards_per_portion"]), 1)
        return [f"{number}-of-{count}" for number in range(1, count + 1)]

    def vectors(self, wildcards: Wildcards) -> Files:
        """List the vectors of a dataset by the models of one encoder and seed, and those of its index."""
        dataset, files = self.datasets[wildcards.dataset], self.own_vectors(wildcards)
        if dataset.index and dataset.indexed and wildcards.encoder == dataset.encoder:
            files += part_files(dataset.index, dataset.indexed, VECTORS)
        return files

    def own_vectors(self, wildcards: Wildcards) -> Files:
        """List the vectors of a dataset's own records, portion by portion."""
        folder = f"results/{wildcards.dataset}/encoder/{wildcards.encoder}/s{wildcards.seed}/vectors"
        portions = ["1-of-1"] if wildcards.encoder == HASHES else self.embedding_portions(wildcards.dataset)
        return [f"{folder}/{portion}.parquet" for portion in portions]


def _clip_weights(settings: Mapping[str, Any]) -> Files:
    """List the weights of CLIP that an encoder file names: a file, or the files of a `local-dir:`."""
    folder = settings.get("model", "").partition("local-dir:")[2]
    files = sorted(str(file) for file in Path(folder).glob("*") if file.is_file()) if folder else []
    return [settings["weights"], *files] if settings.get("weights") else files


def _sentence_model(settings: Mapping[str, Any]) -> Files:
    """List the files of a MiniLM, which lie in one folder."""
    names = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
    return [f"{settings['text_model']}/{name}" for name in names if settings.get("text_model")]
