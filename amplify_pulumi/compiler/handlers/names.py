"""One name for each declaration of a bundle, free wherever it stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from amplify_pulumi.compiler.handlers.graph import Binding, Graph
from amplify_pulumi.compiler.handlers.module import WHOLE


def final_names(graph: Graph, entry: str, bindings: Sequence[Binding]) -> dict[Binding, str]:
    """Return the name of each binding: its own where nothing else has it, else one that stands nowhere in the files.

    Args:
        graph: the files.
        entry: the file whose handlers are exported: its names come first.
        bindings: what is declared or imported from AppSync's modules, in the order in which names are given.
    """
    locals_: dict[Binding, dict[str, set[str]]] = {}
    for path, module in graph.modules.items():
        for name in (*module.declared, *module.imports):
            binding = graph.binding(path, name)
            if binding is not None:
                locals_.setdefault(binding, {}).setdefault(path, set()).add(name)
    names: dict[Binding, str] = {}
    taken: set[str] = set()
    everywhere = {name for module in graph.modules.values() for name in (*module.identifiers, *module.free)}
    for binding in bindings:
        own = locals_.get(binding, {})
        candidates = [*_candidates(binding, own, entry)]
        chosen = next((each for each in candidates if each not in taken and _fits(graph, own, each)), None)
        number = 2
        while chosen is None:
            numbered = f"{candidates[0]}_{number}"
            chosen = numbered if numbered not in taken and numbered not in everywhere else None
            number += 1
        names[binding] = chosen
        taken.add(chosen)
    return names


def _candidates(binding: Binding, own: dict[str, set[str]], entry: str) -> Iterator[str]:
    """Yield the names that a binding may have: its own, then what others call it."""
    path, name = binding
    if name != WHOLE and name.isidentifier():
        yield name
    aliases = {alias for each in (entry, *sorted(own)) for alias in sorted(own.get(each, ()))}
    yield from sorted(alias for alias in aliases if alias.replace("$", "_").isidentifier() and alias != name)
    if name == WHOLE or not name.isidentifier():
        yield "exported" if path in own or name != WHOLE else "imported"


def _fits(graph: Graph, own: dict[str, set[str]], name: str) -> bool:
    """Whether the name means nothing else in any file: the binding itself where it is called so, nothing of the language elsewhere."""
    for path, module in graph.modules.items():
        if own.get(path) == {name}:
            continue
        if name in module.free or (path in own and name in module.identifiers):
            return False
    return True
