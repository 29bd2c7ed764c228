"""Render the help of the command `clippings` and of each of its parts: what follows docs/command.md."""

import contextlib
import io
import os
import re
from unittest.mock import patch

from clippings.api import command

WIDTH = "90"  # columns of the help


def render() -> str:
    """Return the help of the command, and a section for each of its parts."""
    whole = told("--help")
    parts = re.findall(r"^    (\w+) ", whole, flags=re.M)
    return "\n".join([block(whole), *(f"## {part}\n\n{block(told(part, '--help'))}" for part in parts)])


def told(*arguments: str) -> str:
    """Return what the command prints for some arguments."""
    printed = io.StringIO()
    with (
        patch.dict(os.environ, COLUMNS=WIDTH),
        contextlib.redirect_stdout(printed),
        contextlib.suppress(SystemExit),
    ):
        command.main(arguments)
    return printed.getvalue()


def block(text: str) -> str:
    """Return a text as a block of code in Markdown."""
    return f"```\n{text}```\n"
