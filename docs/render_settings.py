"""Render every key of the config and of the files of datasets and encoders: what follows docs/settings.md."""

import re
from collections.abc import Iterator
from typing import Any

import yaml

from clippings.plan.config import ROOT, STAGES, check_config, read_config, schema

Schema = dict[str, Any]
LONGEST = 150  # characters of a default that is shown
# A path with a part to fill in, not yet between backticks: config/datasets/<name>.yaml.
PLACEHOLDER = re.compile(r"(?<![`\w/.:-])[\w/.:-]*<\w+>(?:[\w/.]*\w)?(?!`)")
# Words of JSON Schema that bound a value, and how they read.
BOUNDS = {
    "minimum": "at least {}",
    "exclusiveMinimum": "above {}",
    "maximum": "at most {}",
    "exclusiveMaximum": "below {}",
}
WORDS = {"object": "mapping", "string": "text", "boolean": "true | false", "null": "null"}


def render() -> str:
    """Return the sections of the page in Markdown."""
    run, config = schema("config"), check_config(read_config(ROOT / "config/config.yaml"))
    run["properties"] = {key: value for key, value in run["properties"].items() if key not in STAGES}
    parts = [section(run, config, prefix="")]
    parts += [section(schema(stage), config[stage], prefix=f"{stage}: ") for stage in STAGES]
    parts += [section(schema(f"{kind}_file"), {}, prefix=f"{kind} file: ") for kind in ("dataset", "encoder")]
    return "\n".join(parts)


def section(whole: Schema, values: Any, *, prefix: str) -> str:
    """Return the title and description of a schema, and an entry for each key; `values` are the defaults."""
    return "\n".join(
        [f"## {whole['title']}\n", f"{about(whole)}\n", *keys(whole, whole, values, prefix=prefix)]
    )


def keys(part: Schema, whole: Schema, values: Any, *, prefix: str) -> Iterator[str]:
    """Yield an entry for each key below `part`; `prefix` has the keys above it."""
    for key, value in part.get("properties", {}).items():
        value = resolved(value, whole)
        default = values.get(key) if isinstance(values, dict) else None
        default = value.get("default") if default is None else default
        yield entry(f"{prefix}{key}", value, default, required=key in part.get("required", ()))
        yield from keys(value, whole, default, prefix=f"{prefix}{key}: ")
        for name, inner in (("<name>: ", value.get("additionalProperties")), ("- ", value.get("items"))):
            if isinstance(inner, dict):
                yield from keys(resolved(inner, whole), whole, None, prefix=f"{prefix}{key}: {name}")
    for value in part.get("patternProperties", {}).values():
        if "description" in value:
            yield entry(f"{prefix}<name>", value, None, required=False)
            yield from keys(value, whole, None, prefix=f"{prefix}<name>: ")


def resolved(part: Schema, whole: Schema) -> Schema:
    """Return a schema with what it refers to in `$defs`."""
    name = part.get("$ref", "").removeprefix("#/$defs/")
    return {**whole["$defs"][name], **part} if name else part


def entry(name: str, value: Schema, default: Any, *, required: bool) -> str:
    """Return the entry of one key; one that only holds others has neither type nor default."""
    lines = [f"```{{confval}} {name}"]
    if "properties" not in value:
        text = shown(default)
        lines.append(f":type: {kind(value)}")
        if required and default is None:
            lines.append(":default: none, must be given")
        elif default not in (None, {}) and len(text) <= LONGEST:
            lines.append(f":default: {text}")
    return "\n".join([*lines, "", about(value), "```", ""])


def about(value: Schema) -> str:
    """Return a description in which paths with a part to fill in are code."""
    return PLACEHOLDER.sub(r"`\g<0>`", value.get("description", ""))


def kind(value: Schema) -> str:
    """Return in words what a key takes."""
    choices = value.get("oneOf") or value.get("anyOf")
    if choices:
        return ", or ".join(map(kind, choices))
    if "const" in value or "enum" in value:
        return " | ".join(map(shown, value.get("enum") or [value["const"]]))
    if value.get("type") == "array":
        return f"list of {kind(value['items'])}"
    named = value.get("type", [])
    names = [WORDS.get(name, name) for name in ([named] if isinstance(named, str) else named)]
    bounds = [words.format(value[word]) for word, words in BOUNDS.items() if word in value]
    return ", ".join([" or ".join(names), *bounds])


def shown(value: Any) -> str:
    """Return a value as YAML has it, in one line."""
    text = yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, sort_keys=False, width=10_000)
    return text.removesuffix("...\n").strip()
