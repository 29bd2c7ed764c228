"""What people write in YAML: read it, complete it with defaults, and say in one line what is wrong."""

from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match

# The parser in C, where PyYAML has it: each job of a cluster reads the schemas anew.
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load(path: str | Path) -> dict[str, Any]:
    """Read a YAML file that holds one mapping; raise ValueError in one line if it does not."""
    try:
        found = yaml.load(Path(path).read_text(encoding="utf-8"), Loader=LOADER)
    except FileNotFoundError:
        beside = ", ".join(sorted(file.stem for file in Path(path).parent.glob("*.yaml"))) or "none"
        raise ValueError(f"{path}: no such file; declared beside it: {beside}") from None
    except yaml.YAMLError as error:
        raise ValueError(f"{path}: not readable as YAML ({' '.join(str(error).split())})") from None
    if not isinstance(found, dict):
        raise ValueError(f"{path}: found {type(found).__name__}, expected keys with values")
    return found


def checked(found: dict[str, Any], schema: dict[str, Any], *, where: str) -> dict[str, Any]:
    """Complete `found` in place with the defaults of `schema`; raise ValueError naming key and `where`."""
    _complete(found, schema)
    error = best_match(Draft202012Validator(schema).iter_errors(found))
    if error is not None:
        raise ValueError(f"{where}: {_sentence(error)}")
    return found


def _complete(found: Any, schema: dict[str, Any]) -> None:
    if not isinstance(found, dict):
        return
    for key, part in schema.get("properties", {}).items():
        if key not in found and "default" in part:
            found[key] = deepcopy(part["default"])
        if key in found:
            _complete(found[key], part)


def _sentence(error: ValidationError) -> str:
    key = "/".join(str(step) for step in error.absolute_path) or "the file"
    about = error.schema.get("description") if isinstance(error.schema, dict) else None
    reason = " ".join(_reason(error))
    return f"{key}: {reason}" + (f" ({about})" if about else "")


def _reason(error: ValidationError) -> Iterator[str]:
    match error.validator:
        case "enum":
            yield f"found {error.instance!r}, expected one of {', '.join(map(str, error.validator_value))}"
        case "type":
            yield f"found {error.instance!r}, expected {error.validator_value}"
        case "additionalProperties":
            known = sorted(error.schema.get("properties", {}))
            strange = [key for key in error.instance if key not in known]
            yield f"unknown key {', '.join(map(repr, strange))}, expected {', '.join(known)}"
        case "maxProperties":
            yield f"found {', '.join(error.instance)}, expected at most {error.validator_value}"
        case "not":
            yield f"found {', '.join(f'{key}: {value}' for key, value in error.instance.items())}"
        case _:
            yield " ".join(error.message.split())
