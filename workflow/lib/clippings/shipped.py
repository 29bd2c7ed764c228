"""Files that come with the library: within it where it is installed, elsewhere in the source tree."""

from pathlib import Path

LIBRARY = Path(__file__).resolve().parent
TREE = LIBRARY.parents[2]
# Where they lie below either: the package, as pyproject.toml fills it, or the tree.
FOLDERS = {"tables": "workflow/schemas/tables", "names": "resources/encoders/names"}


def shipped(name: str) -> Path:
    """Return the folder `tables` (schemas of tables) or `names` (the encoder of names)."""
    installed = LIBRARY / "data" / name
    return installed if installed.is_dir() else TREE / FOLDERS[name]
