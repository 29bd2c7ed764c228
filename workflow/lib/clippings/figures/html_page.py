"""How an interactive page is kept: one HTML file with all that it needs, fit for small screens."""

import re
from pathlib import Path

from bokeh.embed import file_html
from bokeh.models.layouts import LayoutDOM
from bokeh.resources import INLINE

from clippings.running import atomic

UNIQUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
HEAD = """{% block preamble %}
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<style>
  html, body {height: 100%; margin: 0; font-family: system-ui, sans-serif}
  body {box-sizing: border-box; padding: 8px}
</style>
{% endblock %}"""


def keep_page(page: LayoutDOM, path: str | Path, *, title: str) -> None:
    """Write a Bokeh layout; a process that writes the same pages in the same order writes the same bytes."""
    text = file_html(page, INLINE, title, template=HEAD)
    # Bokeh draws some ids at random; numbered in their order they are the same in each run.
    numbers: dict[str, str] = {}
    text = UNIQUE.sub(lambda found: numbers.setdefault(found[0], f"part-{len(numbers)}"), text)
    with atomic(path) as temporary:
        temporary.write_text(text, encoding="utf-8")
