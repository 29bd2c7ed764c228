"""The site, built by `make docs`: pages in Markdown, some of them completed from the schemas."""

import importlib
import sys
from pathlib import Path

DOCS = Path(__file__).resolve().parent
sys.path[:0] = [str(DOCS), str(DOCS.parent / "workflow/lib")]

project = "Clippings"
author = "The authors of Clippings"
extensions = ["myst_nb", "sphinx.ext.autodoc"]
exclude_patterns = ["_build"]

# Notebooks are shown as they stand; a test runs them.
nb_execution_mode = "off"
myst_enable_extensions = ["colon_fence", "html_image"]
myst_heading_anchors = 4

# What docstrings put between single backticks is code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_preserve_defaults = True
autodoc_typehints_format = "short"
maximum_signature_line_length = 140
python_use_unqualified_type_names = True
toc_object_entries = False
highlight_language = "none"
# Types of other libraries, whose pages are not at hand when the site is built.
nitpick_ignore_regex = [
    ("py:.*", r"(?!clippings).*|clippings\.images\.Pixel|clippings\.api\.weighing\.Evidence")
]

html_theme = "furo"
html_title = "Clippings"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False

# Pages whose Markdown is followed by what a script of this folder renders.
RENDERED = {"command": "render_command", "settings": "render_settings", "tables": "render_tables"}

# Pages beside this folder, and where the site has them.
BESIDE = {"](../config/README.md": "](configuration.md", "](../README.md": "](index.md"}


def complete(_app, docname, source):
    """Complete a page as it is read: what is rendered, links beside this folder."""
    if docname in RENDERED:
        source[0] += "\n" + importlib.import_module(RENDERED[docname]).render()
    for beside, here in BESIDE.items():
        source[0] = source[0].replace(beside, here)


def setup(app):
    """Have pages completed as they are read."""
    app.connect("source-read", complete)
