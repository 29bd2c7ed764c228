"""Pages that IIIF manifests list (Presentation API 2 and 3): their images downloaded, one at a time.

Sources: https://iiif.io/api/presentation/2.1/, https://iiif.io/api/presentation/3.0/, https://iiif.io/api/image/.
"""

import csv
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from clippings.fetch.urls import download
from clippings.provenance import file_digest
from clippings.running import atomic, progress, say

COLUMNS = ["page", "path", "manifest", "url", "sha256", "bytes", "width", "height"]
COLUMNS += ["label", "rights", "attribution"]
# How PNG, JPEG, TIFF and JPEG 2000 files begin: a server may send a page of excuses in place of an image.
SIGNATURES = (b"\x89PNG", b"\xff\xd8\xff", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP", b"\xff\x4f\xff\x51")
Json = Mapping[str, Any]


def fetch_manifests(addresses: Sequence[str], *, source: str, output: str | Path, delay: float) -> None:
    """Download manifests and the images of their canvases beside the table `output`, which lists them.

    Pages are named by source, manifest and canvas, `pr-1-0003`. Images that an earlier call brought, and that
    are as it listed them, are not downloaded again; `delay` seconds lie between requests. Raise ValueError in
    one line for what is no manifest or no image.
    """
    folder = Path(output).parent
    folder.mkdir(parents=True, exist_ok=True)
    # A list of its own: the table, as the output of a job, is removed where the job fails.
    fetched = folder / ".fetched.json"
    known = json.loads(fetched.read_text(encoding="utf-8")) if fetched.is_file() else {}
    listed = [
        row | {"page": f"{source}-{number}-{canvas:04d}"}
        for number, address in enumerate(addresses, start=1)
        for canvas, row in enumerate(_manifest_rows(address, folder, delay), start=1)
    ]
    rows = []
    for row in progress(listed, what="images", total=len(listed)):
        path = folder / f"{row['page']}.jpg"
        file = known.get(row["url"])
        if not file or file["path"] != str(path) or not path.is_file() or file_digest(path) != file["sha256"]:
            file = _fetch_image(row["url"], path, delay)
            known[row["url"]] = file
            with atomic(fetched) as temporary:
                temporary.write_text(json.dumps(known, indent=1), encoding="utf-8")
        rows.append(row | file)
    with atomic(output) as temporary, open(temporary, "w", encoding="utf-8", newline="") as table:
        writer = csv.DictWriter(table, COLUMNS, dialect="excel-tab", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def list_images(manifest: Json, address: str) -> Iterator[dict[str, Any]]:
    """List the image of each canvas: manifest, url, width and height if given, label, rights, attribution.

    Raise ValueError in one line for a collection, and for what is no manifest or lacks an image.
    """
    kind = str(manifest.get("type") or manifest.get("@type"))
    if kind.endswith("Collection"):
        inside = manifest.get("manifests") or manifest.get("items") or manifest.get("members") or []
        first = ", ".join(_id(item) for item in inside[:3]) or "none"
        raise ValueError(f"{address}: found a collection, expected a manifest, such as its first: {first}")
    sequences = manifest.get("sequences") or [{}]
    canvases = manifest.get("items") or sequences[0].get("canvases")
    if not kind.endswith("Manifest") or not canvases:
        raise ValueError(f"{address}: found {kind} without canvases, expected a IIIF manifest (2 or 3)")
    about = {
        "rights": manifest.get("rights") or manifest.get("license"),
        "attribution": manifest.get("requiredStatement", {}).get("value") or manifest.get("attribution"),
    }
    for number, canvas in enumerate(canvases, start=1):
        image = _image_of(canvas)
        if not _id(image):
            raise ValueError(f"{address}: canvas {number} has no image, expected one on each canvas")
        yield {
            "manifest": address,
            "url": image_address(image),
            "width": image.get("width", ""),
            "height": image.get("height", ""),
            "label": _text(canvas.get("label")),
            **{key: _text(value) for key, value in about.items()},
        }


def image_address(image: Json) -> str:
    """Return where an image is in full size: at its service, or at its own address if that has no sizes."""
    services = image.get("service") or []
    service = next(iter([services] if isinstance(services, Mapping) else services), None)
    # A service of level 0 has only files made beforehand, of which the image's own address is one.
    if not service or not _id(service) or "level0" in _text(service.get("profile")):
        return _id(image)
    words = f"{service.get('type') or service.get('@type')} {service.get('@context')}"
    size = "max" if "ImageService3" in words or "image/3" in words else "full"
    first = "image-api/1" in words or "library.stanford.edu" in words + _text(service.get("profile"))
    return f"{_id(service).rstrip('/')}/full/{size}/0/{'native' if first else 'default'}.jpg"


def _manifest_rows(address: str, folder: Path, delay: float) -> Iterator[dict[str, Any]]:
    partial = folder / ".manifest.json"
    partial.unlink(missing_ok=True)
    download(address, partial)
    time.sleep(delay)
    try:
        manifest = json.loads(partial.read_text(encoding="utf-8-sig"))
        yield from list_images(manifest, address)
    except (UnicodeDecodeError, json.JSONDecodeError, AttributeError, TypeError) as error:
        reason = " ".join(str(error).split())
        raise ValueError(f"{address}: {reason}; expected a IIIF manifest in JSON") from error
    finally:
        partial.unlink(missing_ok=True)


def _fetch_image(address: str, path: Path, delay: float) -> dict[str, Any]:
    partial = path.with_name(f".{path.name}.part")
    download(address, partial)
    with open(partial, "rb") as file:
        start = file.read(8)
    if not start.startswith(SIGNATURES):
        partial.unlink()
        raise ValueError(f"{address}: found {start!r} at its start, expected a JPEG, PNG, TIFF or JPEG 2000")
    partial.replace(path)
    say(f"{path}: {address}")
    time.sleep(delay)
    return {"path": str(path), "sha256": file_digest(path), "bytes": path.stat().st_size}


def _image_of(canvas: Json) -> dict[str, Any]:
    """Return the image that is painted on a canvas; of several to choose from, the first; {} without any."""
    with suppress(LookupError):
        image = (
            canvas["items"][0]["items"][0]["body"] if "items" in canvas else canvas["images"][0]["resource"]
        )
        image = image[0] if isinstance(image, list) else image
        return dict(image["items"][0] if image.get("type") == "Choice" else image.get("default", image))
    return {}


def _id(thing: Json) -> str:
    return str(thing.get("id") or thing.get("@id") or "")


def _text(value: Any) -> str:
    """Return a text of either version: a string, a list of some, or one by its language."""
    if isinstance(value, Mapping):
        value = value["@value"] if "@value" in value else next(iter(value.values()), "")
    if isinstance(value, list):
        value = "; ".join(map(_text, value))
    return " ".join(str(value or "").split())
