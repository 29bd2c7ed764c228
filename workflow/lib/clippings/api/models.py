"""What embeds records and weighs their pairs: the encoder that comes with the project, or a carried model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from clippings.api.pictures import RECOGNISER, recogniser
from clippings.encoder.building import build_encoder, read_stored
from clippings.encoder.corpus import build_corpus
from clippings.encoder.encoding import embed_records
from clippings.encoder.launching import choose_device
from clippings.encoder.prepared import Prepared
from clippings.model_file import Carried, expect_files, read_model
from clippings.rows import CARRIED
from clippings.shipped import shipped
from clippings.spelling import STEPS

SELFSUP = "selfsup"  # The kind of the encoder that comes with the project: no label of the records taught it.
READ = {"vision": "ppocr", "language": "characters"}  # What an encoder needs no file for but the recogniser.


@dataclass(frozen=True)
class Model:
    """A file with an encoder, None without one, and its kind; the carried model, where there is one."""

    encoder: Path | None
    kind: str
    carried: Carried | None = None

    @property
    def steps(self) -> Sequence[str]:
        """List the steps that fold texts in normalised measures."""
        return self.carried.normalisation if self.carried else STEPS

    @property
    def image_weight(self) -> float | None:
        """Return how much the picture counts where it is pooled with the text, None where even."""
        return self.carried.image_weight if self.carried else None


def shipped_encoder() -> Path:
    """Return the file of the encoder that comes with the project."""
    return shipped("names") / "model.safetensors"


def open_model(path: str | Path | None) -> Model:
    """Open a model to carry, or, without a path, the encoder that comes with the project.

    Raise ValueError in one line for a file that is none, that was changed, or whose encoder needs other files
    than the recogniser that rapidocr carries.
    """
    if path is None:
        return Model(shipped_encoder(), SELFSUP)
    stored = read_model(path)
    files = {
        recogniser() if Path(name).name == RECOGNISER else name: digest
        for name, digest in stored.model.files.items()
    }
    expect_files(replace(stored.model, files=files), where=path)
    settings = stored.settings or READ
    strange = [key for key, value in READ.items() if settings[key] != value]
    if strange:
        found, expected = settings[strange[0]], READ[strange[0]]
        raise ValueError(f"{path}: its encoder has {strange[0]} {found!r}, expected {expected!r} here")
    return Model(Path(path) if stored.settings else None, CARRIED, stored.model)


def embed(records: pd.DataFrame, images: Prepared, *, model: Model, threads: int) -> pd.DataFrame | None:
    """Embed records, as the table `vectors`; None without an encoder."""
    if model.encoder is None:
        return None
    stored = read_stored(model.encoder)
    settings = dict(stored["settings"]) | {"recogniser": recogniser()}
    encoder = build_encoder(settings, seed=0).to(choose_device(threads))
    encoder.load_state_dict(stored["weights"])
    return embed_records(encoder, build_corpus(records, images)).assign(model=model.kind, fold=0)
