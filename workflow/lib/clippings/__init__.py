"""Record linkage for noisy historical documents, by the picture of a name as well as its text.

`link` and `cluster` are found when they are first asked for: a step of the workflow imports none of them.
"""

from importlib import import_module
from typing import Any

PLACES = {"link": "linking", "Links": "linking", "cluster": "clustering", "Clusters": "clustering"}
__all__ = ["Clusters", "Links", "cluster", "link"]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        return import_module("clippings.provenance").versions(["clippings"])["clippings"]
    if name not in PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"clippings.api.{PLACES[name]}"), name)
