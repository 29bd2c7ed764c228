"""Connected components of a graph given by its edges."""

from collections.abc import Iterable


def connect(edges: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Map each node of `edges` to the smallest node of its connected component.

    Raise ValueError for an edge that lacks an end.
    """
    parent: dict[str, str] = {}
    for left, right in edges:
        # A missing value is not equal to itself: its root would be sought for ever.
        if not (isinstance(left, str) and isinstance(right, str)):
            raise ValueError(f"found an edge from {left!r} to {right!r}, expected two names")
        low, high = sorted((_root(parent, left), _root(parent, right)))
        parent[high] = low
    return {node: _root(parent, node) for node in parent}


def _root(parent: dict[str, str], node: str) -> str:
    parent.setdefault(node, node)
    while parent[node] != node:
        # Halving the path keeps later look-ups short.
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node
