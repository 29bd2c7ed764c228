"""The tables that pass between stages: their columns, units and keys (docs/tables.md shows them).

Each stage describes what it writes in a file of its own; all are known here by one name.
"""

from clippings.tables.columns import *  # noqa: F403
from clippings.tables.encoder import *  # noqa: F403
from clippings.tables.figures import *  # noqa: F403
from clippings.tables.layout import *  # noqa: F403
from clippings.tables.linkage import *  # noqa: F403
from clippings.tables.ocr import *  # noqa: F403
from clippings.tables.records import *  # noqa: F403
from clippings.tables.scores import *  # noqa: F403
from clippings.tables.synthesis import *  # noqa: F403
