"""The config of a run: read, completed with defaults, checked section by section."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from clippings import declarations

Config = dict[str, Any]
STAGES = ("synthesis", "layout", "ocr", "records", "encoder", "linkage", "evaluation", "figures", "review")
ROOT = Path(__file__).resolve().parents[4]
SCHEMAS = ROOT / "workflow/schemas"
# Keys of earlier versions, and what they are called now.
RENAMED = {
    "press": "synthesis",
    "linkage/bootstrap": "evaluation/bootstrap",
    "figures/review": "review",
    "layout/training": "layout/layoutparser, with weights trained elsewhere",
    "encoder/finetuning/contrast/draws": "encoder/finetuning/contrast/samples_per_class",
    "encoder/finetuning/contrast/forget_text": "encoder/finetuning/contrast/text_dropout",
    "encoder/finetuning/contrast/forget_fields": "encoder/finetuning/contrast/field_dropout",
}
RENAMED_OF_DATASET = {"door": "input"}


def own(path: str) -> str:
    """Return `path` where the working folder has it, or else the folder of the workflow, if that does.

    So a run in another folder needs no copies of what belongs to the workflow, and may replace any of it.
    """
    return str(ROOT / path) if not Path(path).exists() and (ROOT / path).exists() else path


def read_config(*paths: str | Path) -> Config:
    """Read config files, merged as `snakemake --configfile` merges them: mappings merge, later files win."""
    config: Config = {}
    for path in paths:
        _merge(config, declarations.load(path))
    return config


def check_config(config: Config) -> Config:
    """Complete `config` in place with the defaults of the schemas; raise ValueError in one line."""
    refuse_old_keys(config, RENAMED, where="config")
    declarations.checked(config, schema("config"), where="config")
    for stage in STAGES:
        declarations.checked(config[stage], schema(stage), where=f"config: {stage}")
    return config


def refuse_old_keys(declared: Mapping[str, Any], renamed: Mapping[str, str], *, where: str) -> None:
    """Raise ValueError for a key of an earlier version, naming what it is called now."""
    for old, new in renamed.items():
        inner: Any = declared
        for key in old.split("/"):
            inner = inner.get(key) if isinstance(inner, Mapping) else None
        if inner is not None:
            raise ValueError(f"{where}: {old}: this key is now called {new}")


def schema(name: str) -> dict[str, Any]:
    """Load workflow/schemas/<name>.schema.yaml."""
    return declarations.load(SCHEMAS / f"{name}.schema.yaml")


def _merge(config: Config, other: Mapping[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, Mapping) and isinstance(config.get(key), dict):
            _merge(config[key], value)
        else:
            config[key] = value
