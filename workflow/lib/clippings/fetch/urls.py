"""Files at addresses of their own: streamed, resumed where a connection broke, checked."""

import time
from collections.abc import Sequence
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from clippings.provenance import file_digest
from clippings.running import progress, say

ATTEMPTS = 6
PAUSE, LONGEST_PAUSE, TIMEOUT = 1.0, 300.0, 60.0  # seconds; the pause doubles with each attempt
AGAIN = {408, 425, 429, 500, 502, 503, 504}
CHUNK = 1 << 20
BEYOND = 416  # the status where nothing is left to send
AGENT = "clippings/0.1 (research workflow)"


def fetch_files(
    base: str, *, members: Sequence[str], sha256: Sequence[str], outputs: Sequence[Path], pause: float = PAUSE
) -> None:
    """Download `members` (paths below the address `base`) to `outputs`, checked, all of them or none.

    The lists are aligned. What has been received stays beside each output as `.name.part`, from which the
    next call goes on. Raise ValueError in one line where an address or a SHA-256 is not as listed.
    """
    partials = [output.with_name(f".{output.name}.part") for output in outputs]
    files = list(zip(members, sha256, partials, strict=True))
    for member, digest, partial in progress(files, what="files", total=len(files)):
        address = base + quote(member, safe="/%?&=+,;:@!$'()*~")
        if not partial.is_file() or file_digest(partial) != digest:
            download(address, partial, pause=pause)
            expect_digest(partial, digest, address)
        say(f"{address}: SHA-256 as listed")
    for partial, output in zip(partials, outputs, strict=True):
        partial.replace(output)


def download(address: str, partial: Path, *, pause: float = PAUSE) -> None:
    """Stream what is at `address` to the end of the file `partial`, again where a connection breaks.

    Raise ValueError in one line where the server refuses, or does not answer in 6 attempts.
    """
    if not address.startswith(("http://", "https://")):
        raise ValueError(f"{address}: found no address of the web, expected https://... or http://...")
    partial.parent.mkdir(parents=True, exist_ok=True)
    for attempt in range(ATTEMPTS):
        wait = min(pause * 2**attempt, LONGEST_PAUSE)
        try:
            return _receive(address, partial)
        except HTTPError as error:
            if error.code == BEYOND:
                partial.unlink(missing_ok=True)
            elif error.code not in AGAIN:
                raise ValueError(f"{address}: {_status(error)}, expected a file there") from None
            reason, wait = _status(error), max(wait, _retry_after(error.headers))
        except (OSError, HTTPException) as error:
            reason = " ".join(str(error).split()) or type(error).__name__
        say(f"{address}: {reason}; attempt {attempt + 1} of {ATTEMPTS}")
        if attempt + 1 < ATTEMPTS:
            time.sleep(wait)
    raise ValueError(
        f"{address}: {reason}, {ATTEMPTS} times; expected an answer. What has been received is kept, and the"
        " next fetch goes on from there"
    )


def expect_digest(partial: Path, digest: str, address: str) -> None:
    """Raise ValueError, and remove the file, where its SHA-256 is not `digest`."""
    found, size = file_digest(partial), partial.stat().st_size
    if found != digest:
        partial.unlink()
        raise ValueError(f"{address}: SHA-256 of the {size:,} bytes is {found}, expected {digest}")


def _receive(address: str, partial: Path) -> None:
    start = partial.stat().st_size if partial.is_file() else 0
    headers = {"User-Agent": AGENT} | ({"Range": f"bytes={start}-"} if start else {})
    with urlopen(Request(address, headers=headers), timeout=TIMEOUT) as response:
        # A server that knows no ranges sends the whole file.
        start = start if _starts_at(response, start) else 0
        expected = response.headers.get("Content-Length")
        with open(partial, "r+b" if start else "wb") as file:
            file.seek(start)
            while chunk := response.read(CHUNK):
                file.write(chunk)
            received = file.tell() - start
    if expected is not None and received < int(expected):
        raise ConnectionError(f"the connection ended after {received:,} of {int(expected):,} bytes")


def _starts_at(response: HTTPResponse, start: int) -> bool:
    return response.status == 206 and response.headers.get("Content-Range", "").startswith(f"bytes {start}-")


def _status(error: HTTPError) -> str:
    return f"HTTP {error.code} {error.reason}".strip()


def _retry_after(headers: Message) -> float:
    """Return the seconds that a server asks to wait: a number, or a date; at most five minutes."""
    asked = headers.get("Retry-After", "0")
    try:
        seconds = float(asked) if asked.isdigit() else parsedate_to_datetime(asked).timestamp() - time.time()
    except ValueError:
        seconds = 0.0
    return min(max(seconds, 0.0), LONGEST_PAUSE)
