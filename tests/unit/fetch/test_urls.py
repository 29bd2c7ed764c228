"""Files at addresses: fetched whole or not at all, resumed, retried, and refused in one line."""

import hashlib

import pytest
from serving import serving

from clippings.fetch import urls
from clippings.fetch.indices import fetch_package

CONTENT = bytes(range(256)) * 4000


@pytest.fixture
def server():
    with serving() as server:
        server.files = {"a/one.png": CONTENT, "a/two words.png": CONTENT[::-1]}
        server.files["a/two%20words.png"] = server.files.pop("a/two words.png")
        yield server


@pytest.fixture
def slept(monkeypatch):
    """The pauses that were made, none of which takes any time."""
    slept = []
    monkeypatch.setattr(urls.time, "sleep", slept.append)
    return slept


@pytest.fixture
def fetch(server, tmp_path, slept):
    """Return a function that fetches both files of one group, and returns what lies in their folder."""

    def fetch(sha256=None):
        digests = [hashlib.sha256(content).hexdigest() for content in server.files.values()]
        outputs = [tmp_path / "out/1.png", tmp_path / "out/2.png"]
        members = ["a/one.png", "a/two words.png"]
        fetch_package(
            "url", "group", version=server.address, members=members, sha256=sha256 or digests, outputs=outputs
        )
        return {path.name: path.read_bytes() for path in outputs[0].parent.iterdir()}

    return fetch


def line_of(fetch, *arguments):
    with pytest.raises(ValueError) as caught:
        fetch(*arguments)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_one_group_brings_all_its_files(fetch, server):
    assert fetch() == {"1.png": CONTENT, "2.png": CONTENT[::-1]}
    assert server.requests == [("a/one.png", None), ("a/two%20words.png", None)]


@pytest.mark.parametrize("knows_ranges", [True, False])
def test_a_dropped_connection_is_resumed_where_it_broke(fetch, server, knows_ranges):
    server.knows_ranges = knows_ranges
    server.faults["a/one.png"] = [(300_000,), (100_000,)]
    assert fetch()["1.png"] == CONTENT
    second = 400_000 if knows_ranges else 100_000
    assert [asked for _, asked in server.requests[:3]] == [None, "bytes=300000-", f"bytes={second}-"]


def test_a_busy_server_is_asked_again_when_it_says(fetch, server, slept):
    server.faults["a/one.png"] = [429, 503, 500]
    server.headers["Retry-After"] = "7"
    assert fetch()["1.png"] == CONTENT
    assert slept == [7, 7, 7]


def test_a_server_that_says_nothing_is_asked_ever_more_rarely(fetch, server, slept):
    server.faults["a/one.png"] = [503] * 6
    line = line_of(fetch)
    assert line.startswith(f"{server.address}a/one.png: HTTP 503 Service Unavailable, 6 times; expected an")
    assert slept == [1, 2, 4, 8, 16]


def test_a_date_to_come_back_at_is_understood(fetch, server, slept):
    server.faults["a/one.png"] = [503, 503]
    server.headers["Retry-After"] = "Fri, 31 Dec 2100 23:59:59 GMT"
    assert fetch() and slept == [300, 300]


def test_what_is_not_there_is_refused_at_once_and_what_came_is_kept(fetch, server, tmp_path, slept):
    gone = server.files.pop("a/two%20words.png")
    digests = [hashlib.sha256(content).hexdigest() for content in (CONTENT, gone)]
    line = line_of(fetch, digests)
    assert line == f"{server.address}a/two%20words.png: HTTP 404 Not Found, expected a file there"
    assert [path.name for path in (tmp_path / "out").iterdir()] == [".1.png.part"] and not slept
    server.files["a/two%20words.png"] = gone
    assert set(fetch(digests)) == {"1.png", "2.png"}
    assert [path for path, _ in server.requests].count("a/one.png") == 1


def test_a_wrong_checksum_leaves_nothing(fetch, server, tmp_path):
    line = line_of(fetch, ["0" * 64, "1" * 64])
    found = hashlib.sha256(CONTENT).hexdigest()
    assert (
        line == f"{server.address}a/one.png: SHA-256 of the 1,024,000 bytes is {found}, expected {'0' * 64}"
    )
    assert list((tmp_path / "out").iterdir()) == []


def test_a_longer_file_of_an_earlier_call_is_fetched_anew(fetch, server, tmp_path):
    (tmp_path / "out").mkdir()
    (tmp_path / "out/.1.png.part").write_bytes(CONTENT * 2)
    assert fetch()["1.png"] == CONTENT


def test_no_answer_at_all_is_one_line(tmp_path, slept):
    with pytest.raises(
        ValueError, match=r"http://127\.0\.0\.1:9/x: .*refused.*, 6 times; expected an answer"
    ):
        urls.download("http://127.0.0.1:9/x", tmp_path / "x")


def test_only_the_web_is_asked(tmp_path):
    with pytest.raises(ValueError, match="file:///etc/hosts: found no address of the web, expected https://"):
        urls.download("file:///etc/hosts", tmp_path / "x")
