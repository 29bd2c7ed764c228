"""Manifests of both versions, made by hand: which images they list, and how these are fetched."""

import csv
import hashlib
import json
from io import BytesIO

import pytest
from PIL import Image
from serving import serving

from clippings.fetch import iiif, urls
from clippings.fetch.iiif import fetch_manifests, image_address, list_images

ADDRESS = "https://example.org/manifest"
V3 = "http://iiif.io/api/image/3/context.json"
V2 = "http://iiif.io/api/image/2/context.json"


def picture(shade):
    buffer = BytesIO()
    Image.new("L", (9, 7), shade).save(buffer, "JPEG")
    return buffer.getvalue()


def canvas3(number, service, **body):
    """A canvas of version 3 with one image."""
    image = {"id": f"https://example.org/{number}.jpg", "type": "Image", "service": service, **body}
    page = {"type": "AnnotationPage", "items": [{"type": "Annotation", "body": image}]}
    return {"type": "Canvas", "label": {"none": [f"{number}r"]}, "items": [page]}


def manifest3(*canvases):
    statement = {"label": {"en": ["Attribution"]}, "value": {"en": ["Archive", "Town"]}}
    about = {"rights": "http://creativecommons.org/publicdomain/mark/1.0/", "requiredStatement": statement}
    return {"@context": "…/presentation/3/context.json", "type": "Manifest", "items": list(canvases), **about}


def canvas2(number, service, **resource):
    image = {"@id": f"https://example.org/{number}.jpg", "service": service, **resource}
    return {"@type": "sc:Canvas", "label": f"f. {number}", "images": [{"resource": image}]}


def manifest2(*canvases):
    about = {
        "license": "https://example.org/licence",
        "attribution": [{"@value": "Archive", "@language": "en"}],
    }
    return {"@type": "sc:Manifest", "sequences": [{"canvases": list(canvases)}], **about}


def test_version_3_is_read():
    service = [{"id": "https://example.org/iiif/1", "type": "ImageService3", "profile": "level2"}]
    (row,) = list_images(manifest3(canvas3(1, service, width=90, height=70)), ADDRESS)
    assert row == {
        "manifest": ADDRESS,
        "url": "https://example.org/iiif/1/full/max/0/default.jpg",
        "width": 90,
        "height": 70,
        "label": "1r",
        "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
        "attribution": "Archive; Town",
    }


def test_version_2_is_read():
    service = {"@context": V2, "@id": "https://example.org/iiif/1/", "profile": f"{V2}#level1"}
    (row,) = list_images(manifest2(canvas2(1, service)), ADDRESS)
    assert row["url"] == "https://example.org/iiif/1/full/full/0/default.jpg"
    assert (row["label"], row["rights"], row["attribution"]) == (
        "f. 1",
        "https://example.org/licence",
        "Archive",
    )


@pytest.mark.parametrize(
    ("service", "address"),
    [
        (None, "https://example.org/own.jpg"),
        ([], "https://example.org/own.jpg"),
        (
            {"id": "https://example.org/s", "type": "ImageService3", "profile": "level0"},
            "https://example.org/own.jpg",
        ),
        (
            {"@id": "https://example.org/s", "profile": ["http://iiif.io/api/image/2/level0.json"]},
            "https://example.org/own.jpg",
        ),
        ({"@id": "https://example.org/s", "@context": V3}, "https://example.org/s/full/max/0/default.jpg"),
        (
            {"@id": "https://example.org/s", "@type": "ImageService2"},
            "https://example.org/s/full/full/0/default.jpg",
        ),
        (
            {
                "@id": "https://example.org/s",
                "@context": "http://library.stanford.edu/iiif/image-api/1.1/context.json",
            },
            "https://example.org/s/full/full/0/native.jpg",
        ),
    ],
)
def test_the_service_says_how_an_image_is_asked_for(service, address):
    assert image_address({"id": "https://example.org/own.jpg", "service": service}) == address


def test_of_several_images_to_choose_from_the_first_is_taken():
    choice = {
        "type": "Choice",
        "items": [{"id": "https://example.org/a.jpg"}, {"id": "https://example.org/b.jpg"}],
    }
    canvas = {"items": [{"items": [{"body": choice}]}]}
    assert [row["url"] for row in list_images(manifest3(canvas), ADDRESS)] == ["https://example.org/a.jpg"]
    default = {"@type": "oa:Choice", "default": {"@id": "https://example.org/c.jpg"}, "item": {"@id": "d"}}
    canvas = {"images": [{"resource": default}]}
    assert [row["url"] for row in list_images(manifest2(canvas), ADDRESS)] == ["https://example.org/c.jpg"]


COLLECTION = {
    "type": "Collection",
    "items": [{"id": f"https://example.org/{n}", "type": "Manifest"} for n in range(9)],
}
OLD = {"@type": "sc:Collection", "manifests": [{"@id": "https://example.org/7", "@type": "sc:Manifest"}]}


@pytest.mark.parametrize(
    ("manifest", "line"),
    [
        (
            COLLECTION,
            "found a collection, expected a manifest, such as its first: https://example.org/0, https",
        ),
        (OLD, "found a collection, expected a manifest, such as its first: https://example.org/7"),
        (
            {"type": "Manifest", "items": []},
            "found Manifest without canvases, expected a IIIF manifest (2 or 3)",
        ),
        ({"hello": 1}, "found None without canvases, expected a IIIF manifest (2 or 3)"),
        (manifest3({"type": "Canvas", "items": []}), "canvas 1 has no image, expected one on each canvas"),
        (manifest2({"images": []}), "canvas 1 has no image, expected one on each canvas"),
    ],
)
def test_what_is_no_manifest_is_refused_in_one_line(manifest, line):
    with pytest.raises(ValueError) as caught:
        list(list_images(manifest, ADDRESS))
    assert str(caught.value).startswith(f"{ADDRESS}: {line}") and "\n" not in str(caught.value)


@pytest.fixture
def server():
    """A server with a manifest of either version, two images each."""
    with serving() as server:
        services = [f"{server.address}image/{number}" for number in range(4)]
        v3 = manifest3(*(canvas3(n, [{"id": services[n], "type": "ImageService3"}]) for n in (0, 1)))
        v2 = manifest2(*(canvas2(n, {"@id": services[n], "@context": V2}) for n in (2, 3)))
        server.files = {"v3": json.dumps(v3).encode(), "v2": json.dumps(v2).encode()}
        for number in range(4):
            size = "max" if number < 2 else "full"
            server.files[f"image/{number}/full/{size}/0/default.jpg"] = picture(number)
        yield server


@pytest.fixture
def slept(monkeypatch):
    slept = []
    monkeypatch.setattr(iiif.time, "sleep", slept.append)
    assert urls.time is iiif.time
    return slept


@pytest.fixture
def fetch(server, tmp_path, slept):
    """Return a function that fetches both manifests and returns the rows of the table."""

    def fetch():
        output = tmp_path / "iiif/own-pr/images.tsv"
        addresses = [f"{server.address}{name}" for name in ("v3", "v2")]
        fetch_manifests(addresses, source="pr", output=output, delay=0.5)
        with open(output, encoding="utf-8", newline="") as table:
            return list(csv.DictReader(table, dialect="excel-tab"))

    return fetch


def images_asked(server):
    return [path for path, _ in server.requests if path.startswith("image")]


def test_images_of_all_manifests_are_listed_with_their_checksums(fetch, server, tmp_path, slept):
    rows = fetch()
    assert [row["page"] for row in rows] == ["pr-1-0001", "pr-1-0002", "pr-2-0001", "pr-2-0002"]
    for number, row in enumerate(rows):
        content = picture(number)
        path = tmp_path / f"iiif/own-pr/{row['page']}.jpg"
        assert row["path"] == str(path) and path.read_bytes() == content
        assert row["sha256"] == hashlib.sha256(content).hexdigest() and row["bytes"] == str(len(content))
    assert {row["manifest"] for row in rows} == {f"{server.address}v3", f"{server.address}v2"}
    assert slept == [0.5] * 6, "after each manifest and each image"


def test_images_that_are_there_are_not_fetched_again(fetch, server, tmp_path):
    first = fetch()
    (tmp_path / "iiif/own-pr/images.tsv").unlink()
    (tmp_path / "iiif/own-pr/pr-1-0002.jpg").write_bytes(b"damaged")
    server.requests.clear()
    assert fetch() == first
    assert images_asked(server) == ["image/1/full/max/0/default.jpg"]


def test_a_fetch_that_fails_goes_on_where_it_stopped(fetch, server):
    gone = server.files.pop("image/2/full/full/0/default.jpg")
    with pytest.raises(
        ValueError, match="image/2/full/full/0/default.jpg: HTTP 404 Not Found, expected a file"
    ):
        fetch()
    server.files["image/2/full/full/0/default.jpg"] = gone
    server.requests.clear()
    assert len(fetch()) == 4
    assert images_asked(server) == [f"image/{number}/full/full/0/default.jpg" for number in (2, 3)]


def test_a_page_of_excuses_is_no_image(fetch, server):
    server.files["image/0/full/max/0/default.jpg"] = b"<html>Please log in.</html>"
    with pytest.raises(
        ValueError, match=r"default.jpg: found b'<html>Pl' at its start, expected a JPEG, PNG"
    ):
        fetch()


@pytest.mark.parametrize("content", [b"<html>", b"\xff\xfe{", b"[1]"])
def test_an_address_without_json_is_refused_in_one_line(fetch, server, content):
    server.files["v3"] = content
    with pytest.raises(ValueError, match=r"v3: .*expected a IIIF manifest in JSON") as caught:
        fetch()
    assert "\n" not in str(caught.value)
