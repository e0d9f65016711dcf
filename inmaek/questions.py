"""The questions of ``inmaek query``: how many names each takes, its options, and the method that answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graph.network import Graph

_PERIOD = ("since", "until", "status", "types")


@dataclass(frozen=True)
class Question:
    """``names`` is the least and the most names it takes; ``options`` are those it knows."""

    method: str
    names: tuple[int, int]
    options: tuple[str, ...] = ()
    plot: str | None = None

    def ask(self, graph: Graph, names: list[str], options: dict[str, Any]) -> Any:
        """Return the answer of ``graph``, a frame."""
        method: Callable[..., Any] = getattr(graph, self.method)
        return (
            method(names, **options) if self.method == "co_meetings" and names else method(*names, **options)
        )


QUESTIONS = {
    "who-met": Question("who_met", (1, 1), _PERIOD),
    "between": Question("between", (2, 2), _PERIOD),
    "timeline": Question("timeline", (1, 1), _PERIOD, "timeline"),
    "contacts": Question("common_contacts", (2, 2), _PERIOD),
    "paths": Question("paths", (2, 2), ("by", "top", "types", "max_hops")),
    "ego": Question("ego", (1, 1), ("hops", "since", "until", "types")),
    "supply": Question("supply", (0, 1), ("since", "until", "status")),
    "first-meetings": Question("first_meetings", (0, 0), ("since", "until", "types")),
    "co-meetings": Question("co_meetings", (0, 99), ("top", "types"), "co_meetings"),
    "brokers": Question("brokers", (0, 0), ("top", "types")),
    "communities": Question("communities", (0, 0), ("top", "types")),
    "changes": Question("changed_since", (1, 1), ("by",)),
    "sql": Question("sql", (1, 1)),
}
