"""Files inside Qt's resource bundles (.rcc), as applications of that toolkit ship their pictures."""

import struct
from collections.abc import Iterator

_DIRECTORY = 2
_STORED = 0


def read_bundle(data: bytes) -> dict[str, bytes]:
    """Return the files of a bundle by their path in it; compressed ones are left out.

    The format is that of Qt's rcc: a tree of fixed-size nodes, names in UTF-16, contents with their length.
    Raise ValueError where `data` is no such bundle.
    """
    if data[:4] != b"qres":
        raise ValueError(f"the file begins with {data[:4]!r}, expected a Qt resource bundle (b'qres')")
    try:
        version, tree, contents, names = struct.unpack_from(">4I", data, 4)
        # From version 2 on, a node ends with the time at which its file was changed.
        return dict(_walk(data, 0, "", (tree, 22 if version > 1 else 14, contents, names)))
    except struct.error as error:
        raise ValueError(f"the bundle is cut short ({error}), expected a whole one") from error


def _walk(
    data: bytes, node: int, path: str, places: tuple[int, int, int, int]
) -> Iterator[tuple[str, bytes]]:
    tree, size, contents, names = places
    start = tree + node * size
    name, flags = struct.unpack_from(">IH", data, start)
    here = f"{path}/{_name(data, names + name)}" if node else ""
    if flags & _DIRECTORY:
        count, first = struct.unpack_from(">II", data, start + 6)
        for child in range(first, first + count):
            yield from _walk(data, child, here, places)
    elif flags == _STORED:
        (offset,) = struct.unpack_from(">I", data, start + 10)
        (length,) = struct.unpack_from(">I", data, contents + offset)
        yield here.removeprefix("/"), data[contents + offset + 4 : contents + offset + 4 + length]


def _name(data: bytes, start: int) -> str:
    (length,) = struct.unpack_from(">H", data, start)
    return data[start + 6 : start + 6 + 2 * length].decode("utf-16-be")
