"""Render every key of the config and of the files of datasets and encoders: what follows docs/settings.md."""

from collections.abc import Iterator
from typing import Any

import yaml

from clippings.plan.config import STAGES, schema

Schema = dict[str, Any]
# Words of JSON Schema that bound a value, and how they read.
BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
}


def render() -> str:
    """Return the sections of the page in Markdown."""
    stages = {stage: schema(stage) for stage in STAGES}
    run = schema("config")
    run["properties"] = {key: value for key, value in run["properties"].items() if key not in stages}
    files = {"dataset file": schema("dataset_file"), "encoder file": schema("encoder_file")}
    wholes = {"": run, **stages, **files}
    return "\n".join(section(whole, prefix=f"{name}: " if name else "") for name, whole in wholes.items())


def section(whole: Schema, *, prefix: str) -> str:
    """Return the title and description of a schema, and an entry for each key."""
    entries = keys(whole, whole, prefix=prefix)
    return "\n".join([f"## {whole['title']}\n", f"{whole['description']}\n", *entries])


def keys(part: Schema, whole: Schema, *, prefix: str) -> Iterator[str]:
    """Yield an entry for each key below `part`; `prefix` has the keys above it."""
    for key, value in part.get("properties", {}).items():
        value = resolved(value, whole)
        yield entry(f"{prefix}{key}", value, required=key in part.get("required", ()))
        yield from keys(value, whole, prefix=f"{prefix}{key}: ")
        inner = value.get("additionalProperties")
        if isinstance(inner, dict):
            yield from keys(resolved(inner, whole), whole, prefix=f"{prefix}{key}: <name>: ")
        if "items" in value:
            yield from keys(resolved(value["items"], whole), whole, prefix=f"{prefix}{key}: - ")


def resolved(part: Schema, whole: Schema) -> Schema:
    """Return a schema with what it refers to in `$defs`."""
    name = part.get("$ref", "").removeprefix("#/$defs/")
    return {**whole["$defs"][name], **part} if name else part


def entry(name: str, value: Schema, *, required: bool) -> str:
    """Return the entry of one key."""
    lines = [f"```{{confval}} {name}", f":type: {kind(value)}"]
    if required:
        lines.append(":default: none; it must be given")
    elif value.get("default", {}) != {}:
        lines.append(f":default: {shown(value['default'])}")
    return "\n".join([*lines, "", value.get("description", ""), "```", ""])


def kind(value: Schema) -> str:
    """Return in words what a key takes."""
    if "oneOf" in value or "anyOf" in value:
        return ", or ".join(map(kind, value.get("oneOf") or value["anyOf"]))
    if "const" in value:
        return shown(value["const"])
    if "enum" in value:
        return "one of " + ", ".join(map(shown, value["enum"]))
    name = value.get("type", "")
    name = " or ".join(name) if isinstance(name, list) else name
    if name == "array":
        return f"list of {kind(value['items'])}" if "items" in value else "list"
    bounds = [words.format(value[word]) for word, words in BOUNDS.items() if word in value]
    return ", ".join(
        [{"object": "keys", "string": "text", "boolean": "true or false"}.get(name, name), *bounds]
    )


def shown(value: Any) -> str:
    """Return a value as YAML has it, in one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return text.removesuffix("...\n").strip()


if __name__ == "__main__":
    print(render())
