"""From a name in any spelling to its node."""

from __future__ import annotations

from collections import defaultdict

import networkx as nx
from rapidfuzz import fuzz, process

from graph.names import normalise


class UnknownNameError(LookupError):
    """No node bears the name; ``suggestions`` are labels spelt much like it."""

    def __init__(self, name: str, suggestions: list[str]) -> None:
        """Take the ``name`` that was asked for, and what may have been meant."""
        hint = f"; did you mean {', '.join(suggestions)}?" if suggestions else ""
        super().__init__(f"no one and nothing here is called {name!r}{hint}")
        self.name = name
        self.suggestions = suggestions


class AmbiguousNameError(LookupError):
    """Several nodes bear the name; ``candidates`` are their ids."""

    def __init__(self, name: str, candidates: dict[str, str]) -> None:
        """Take the ``name`` that was asked for, and node id → description of those that bear it."""
        listed = "; ".join(f"{node} ({text})" for node, text in candidates.items())
        super().__init__(
            f"{name!r} may be any of {len(candidates)}: {listed}. Give the id of the one you mean"
        )
        self.name = name
        self.candidates = list(candidates)


class Names:
    """Index of the labels and aliases of a graph's nodes."""

    def __init__(self, graph: nx.MultiDiGraph[str]) -> None:
        """Index ``graph`` as it is now."""
        self._graph = graph
        self._labels: dict[str, list[str]] = defaultdict(list)
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for node, data in graph.nodes(data=True):
            own = normalise(data["label"])
            self._labels[own].append(node)
            for alias in {normalise(a) for a in data["aliases"]} - {own}:
                self._aliases[alias].append(node)

    def find(self, name: str) -> str:
        """Return the id of the node called ``name``: an id, a label, else an alias.

        Unicode form, letter case, spaces and middle dots do not matter.

        Raises:
            UnknownNameError: when nothing is called so.
            AmbiguousNameError: when several nodes are.
        """
        if name in self._graph:
            return name
        wanted = normalise(name)
        found = self._labels.get(wanted) or self._aliases.get(wanted) or []
        if not found:
            raise UnknownNameError(name, self._like(wanted))
        if len(found) > 1:
            nodes = self._graph.nodes
            raise AmbiguousNameError(
                name, {n: f"{nodes[n]['label']}, {nodes[n]['type']}, {nodes[n]['n_articles']}" for n in found}
            )
        return found[0]

    def _like(self, wanted: str) -> list[str]:
        known = [*self._labels, *self._aliases]
        close = process.extract(wanted, known, scorer=fuzz.ratio, limit=3, score_cutoff=60)
        nodes = [(self._labels.get(key) or self._aliases[key])[0] for key, _, _ in close]
        return list(dict.fromkeys(self._graph.nodes[n]["label"] for n in nodes))
