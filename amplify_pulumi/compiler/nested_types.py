"""The directives of types that stand below models: custom types, and pages of related items.

Amplify's graphql-auth-transformer walks from each model to the types of its fields. A type is open to those who may see the model it is
found below; one that is found again is open to the default mode, too, where that is not the only one (cases default-mode-of-shared-pages
and customer).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.callers import authentication_type
from amplify_pulumi.compiler.modes import directives
from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.compiler.sdl import Directive, ObjectType
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.model import CustomType


def nested_types(shapes: Iterable[Shape], types: Mapping[str, CustomType], default: AuthenticationType) -> tuple[ObjectType, ...]:
    """Return the types below the models, without fields, with the directives that they get from there."""
    found: dict[str, dict[Directive, None]] = {}
    for shape in shapes:
        admitted: frozenset[AuthenticationType] = frozenset(authentication_type(rule) for rule in shape.all_rules)
        for name in _below(shape):
            _open(name, admitted, types, default, found)
    return tuple(ObjectType(name=name, fields=(), directives=tuple(each)) for name, each in found.items())


def _below(shape: Shape) -> Iterable[str]:
    values = {each.name: each for each in shape.values}
    links = {each.name: each for each in shape.links}
    for name in shape.order:
        if name in links and links[name].kind == "hasMany":
            yield naming.children_type(links[name].related)
        elif name in values and values[name].type in shape.types:
            yield values[name].type


def _open(
    name: str,
    admitted: frozenset[AuthenticationType],
    types: Mapping[str, CustomType],
    default: AuthenticationType,
    found: dict[str, dict[Directive, None]],
) -> None:
    """Open a type and those within it. One that this opens to nobody new is not followed, so that types may hold each other."""
    known = name in found
    had = found.setdefault(name, {})
    new = [each for each in directives(admitted, default, with_default=known) if each not in had]
    had.update(dict.fromkeys(new))
    if new or not known:
        for field in types[name].fields if name in types else ():
            if field.type in types:
                _open(field.type, admitted, types, default, found)
