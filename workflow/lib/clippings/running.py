"""How a step runs: its log and progress, its one-line errors, its outputs, whole or not at all."""

import json
import logging
import os
import sys
import traceback
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, TypeVar

from tqdm import tqdm

Item = TypeVar("Item")
logger = logging.getLogger("clippings")


@contextmanager
def logged(path: str | Path) -> Iterator[None]:
    """Send messages and progress to the log `path`; end a failed step with one clear line and status 1.

    The traceback stays in the log: the line says what was found and what was expected.
    """
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    console = sys.stderr
    with open(path, "w", encoding="utf-8", buffering=1) as log:
        handler = logging.StreamHandler(log)
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
        logger.handlers, logger.propagate = [handler], False
        logger.setLevel(logging.INFO)
        with redirect_stdout(log), redirect_stderr(log):
            try:
                yield
            except Exception as error:
                traceback.print_exc(file=log)
                line = " ".join(str(error).split()) or type(error).__name__
                if not isinstance(error, ValueError):
                    line = f"{type(error).__name__}: {line}"
                log.write(f"{line}\n")
                print(f"{Path(path).stem}: {line}", file=console)
                raise SystemExit(1) from None
            finally:
                logger.handlers, logger.propagate = [], True


def progress(items: Iterable[Item], *, what: str, total: int | None = None) -> Iterator[Item]:
    """Pass `items` on; where messages are shown, show how far they are, a line every few seconds at most."""
    hidden = not logger.isEnabledFor(logging.INFO)
    yield from tqdm(
        items, desc=what, total=total, mininterval=5, ascii=True, file=sys.stderr, ncols=80, disable=hidden
    )


def say(message: str) -> None:
    """Write one line with the time to the log of the step."""
    logger.info(message)


@contextmanager
def atomic(path: str | Path) -> Iterator[Path]:
    """Return a temporary path beside `path`; rename it to `path` at the end, or remove it after an error."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.stem}.{os.getpid()}{path.suffix}")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def write_text(text: str, path: str | Path) -> None:
    """Write a text as UTF-8, whole or not at all."""
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8")


def write_json(values: Any, path: str | Path) -> None:
    """Write plain values as JSON, whole or not at all."""
    write_text(json.dumps(values, indent=1, ensure_ascii=False), path)
