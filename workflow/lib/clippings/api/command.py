"""The command `clippings`: link two files, cluster one, or show a model to carry or an index."""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pandas as pd

from clippings.api.files import expect_kind, read_table, with_located, write_table
from clippings.model_file import describe
from clippings.provenance import versions
from clippings.running import logger
from clippings.saved_index import describe_index

Pair = str | tuple[str | None, str | None]
KINDS = ("name", "address", "date", "number", "text")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command; end in one line with status 1 for bad input, with 2 for bad options."""
    options = _parser().parse_args(arguments)
    try:
        options.run(options)
    except (ValueError, OSError) as error:
        print(f"clippings: {' '.join(str(error).split())}", file=sys.stderr)
        raise SystemExit(1) from None


def link_files(options: argparse.Namespace) -> None:
    """Link two files."""
    from clippings.api.linking import link

    with _checked(options):
        tables = [_read(path, options, side) for side, path in enumerate((options.left, options.right))]
        found = link(*tables, one_to_one=options.one_to_one, **_arguments(options))
        _write(options, found.links, found)
    linked = int((found.links["decision"] == "link").sum())
    print(f"{options.output}: {linked} of {len(found.links)} rows are linked", file=sys.stderr)


def cluster_file(options: argparse.Namespace) -> None:
    """Cluster one file."""
    from clippings.api.clustering import cluster

    with _checked(options):
        found = cluster(_read(options.table, options, 0), **_arguments(options))
        _write(options, found.clusters, found)
    count = found.clusters["cluster"].nunique()
    print(f"{options.output}: {len(found.clusters)} rows are in {count} clusters", file=sys.stderr)


def show_model(options: argparse.Namespace) -> None:
    """Print what a model to carry, or an index with its model, says of itself."""
    is_index = Path(options.model).is_dir()
    print(describe_index(options.model) if is_index else describe(options.model), end="")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("clippings", description="Link or cluster names by text and picture.")
    shown = "clippings {clippings}".format(**versions(["clippings"]))
    parser.add_argument("--version", action="version", version=shown)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    linking = commands.add_parser("link", help="link each row of one table to a row of another, or to none")
    linking.add_argument("left", help="table whose rows are linked: .csv, .tsv, .parquet, .jsonl or .xlsx")
    linking.add_argument("right", help="table among whose rows links are sought")
    linking.add_argument("--one-to-one", action="store_true", help="link no row of the right table twice")
    linking.set_defaults(run=link_files)
    _add_options(
        linking,
        of_pair=" (LEFT,RIGHT where the tables call it differently; LEFT, or ,RIGHT where one has none)",
    )
    clustering = commands.add_parser("cluster", help="group the rows of a table that name the same")
    clustering.add_argument("table", help="table: .csv, .tsv, .parquet, .jsonl or .xlsx")
    clustering.set_defaults(run=cluster_file)
    _add_options(clustering, of_pair="")
    showing = commands.add_parser(
        "show", help="show what a model to carry, or an index, says, if it is whole"
    )
    showing.add_argument("model", help="the model (.clippings), or the folder of the index")
    showing.set_defaults(run=show_model)
    return parser


def _add_options(parser: argparse.ArgumentParser, *, of_pair: str) -> None:
    add = parser.add_argument
    add("--on", metavar="COLUMN", type=_pair, help=f"column of the texts{of_pair}")
    add("--images", metavar="COLUMN", type=_pair, help=f"column of image files{of_pair}")
    add("--boxes", metavar="X0,Y0,X1,Y1", type=_boxes, help="columns of the box of each name on its image")
    add("--id", dest="ids", metavar="COLUMN", type=_pair, help=f"column of ids{of_pair}; else row numbers")
    add("--field", metavar="COLUMN=KIND", type=_field, action="append", default=[], help=_FIELD)
    add("--block", metavar="COLUMN", type=_pair, help=f"column whose values must agree{of_pair}")
    add("--labels", metavar="FILE", help="table of known pairs: two columns of ids, and perhaps the verdict")
    add("--model", metavar="FILE", help="a model to carry (.clippings), in place of the project's encoder")
    add("--orientation", metavar="TURN", type=_pair, default="horizontal", help=_TURN)
    add("--output", metavar="FILE", required=True, help="where to write what was found")
    add("--evidence", metavar="FILE", help="where to write every comparison of every candidate pair")
    add("--save-model", metavar="FILE", help="where to write what was learned (.clippings), for --model")
    add("--kanjivg", metavar="FILE", help="KanjiVG's archive, for a model that compares strokes")
    add("--seed", type=int, default=0, help="seed of what is drawn at random")
    add("--threads", type=int, help="threads; as many as there are processors if not given")
    add("--quiet", action="store_true", help="show no progress")


_FIELD = f"a further column and its kind ({', '.join(KINDS)}); may be repeated"
_TURN = "of the pictures: horizontal (default) or vertical, or one for either table (horizontal,vertical)"


def _arguments(options: argparse.Namespace) -> dict[str, Any]:
    shared = ("on", "ids", "images", "boxes", "block", "model", "orientation", "kanjivg", "seed", "threads")
    labels = options.labels and read_table(options.labels, known=["verdict"])
    return {
        "labels": labels if options.labels else None,
        "fields": dict(options.field),
        **{name: getattr(options, name) for name in shared},
    }


def _read(path: str, options: argparse.Namespace, side: int) -> pd.DataFrame:
    single = [_of(getattr(options, name), side) for name in ("on", "ids", "images", "block")]
    known = [*filter(None, single), *(options.boxes or []), *dict(options.field)]
    return with_located(read_table(path, known=known), _of(options.images, side), path)


def _write(options: argparse.Namespace, table: pd.DataFrame, found: Any) -> None:
    write_table(table, options.output)
    if options.evidence:
        write_table(found.evidence, options.evidence)
    if options.save_model:
        found.save_model(options.save_model)


def _of(name: Pair | None, side: int) -> str | None:
    return name[side] if isinstance(name, tuple) else name


def _pair(given: str) -> Pair:
    left, comma, right = given.partition(",")
    return (left or None, right or None) if comma else left


def _boxes(given: str) -> list[str]:
    names = given.split(",")
    if len(names) != 4:
        raise argparse.ArgumentTypeError(f"found {given!r}, expected four columns: X0,Y0,X1,Y1")
    return names


def _field(given: str) -> tuple[str, str]:
    name, _, kind = given.rpartition("=")
    if not name or kind not in KINDS:
        raise argparse.ArgumentTypeError(f"found {given!r}, expected COLUMN= and one of {', '.join(KINDS)}")
    return name, kind


@contextmanager
def _checked(options: argparse.Namespace) -> Iterator[None]:
    """Refuse what cannot be written before work begins; show messages and progress, unless asked not to."""
    for path in filter(None, (options.output, options.evidence)):
        expect_kind(path)
    if options.save_model:
        from clippings.api.saving import expect_savable

        expect_savable(options.save_model, model=options.model)
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s", "%H:%M:%S"))
    logger.handlers, logger.propagate = [handler], False
    logger.setLevel(logging.WARNING if options.quiet else logging.INFO)
    try:
        yield
    finally:
        logger.handlers, logger.propagate = [], True
        logger.setLevel(logging.NOTSET)
