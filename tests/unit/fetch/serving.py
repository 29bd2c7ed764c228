"""A web server on this machine that a test starts, with the faults that servers of archives have."""

from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class Server:
    """Files by their paths, and faults, each used up by one request: a status, or (bytes until it drops,)."""

    def __init__(self):
        self.files, self.faults, self.requests, self.headers = {}, {}, [], {}
        self.knows_ranges = True
        self.address = ""


@contextmanager
def serving():
    """Start a server on a free port of 127.0.0.1, and stop it at the end."""
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            answer(self, server)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        server.address = f"http://127.0.0.1:{listening.server_port}/"
        Thread(target=listening.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            listening.shutdown()


def answer(handler, server):
    path, asked = handler.path.lstrip("/"), handler.headers.get("Range")
    server.requests.append((path, asked))
    fault = server.faults.get(path) and server.faults[path].pop(0)
    content = server.files.get(path)
    if content is None or (isinstance(fault, int) and fault >= 400):
        handler.send_response(fault or 404)
        for name, value in server.headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()
        return
    start = int(asked.removeprefix("bytes=").rstrip("-")) if asked and server.knows_ranges else 0
    if start and start >= len(content):
        handler.send_response(416)
        handler.end_headers()
        return
    handler.send_response(206 if start else 200)
    if start:
        handler.send_header("Content-Range", f"bytes {start}-{len(content) - 1}/{len(content)}")
    handler.send_header("Content-Length", str(len(content) - start))
    handler.end_headers()
    handler.wfile.write(content[start : start + fault[0] if fault else None])
    handler.close_connection = True
