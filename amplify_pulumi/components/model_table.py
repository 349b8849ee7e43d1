"""The table of a model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

import pulumi
from pulumi_aws import dynamodb

from amplify_pulumi.compiler.plan import GlobalSecondaryIndex, Table
from amplify_pulumi.components import naming
from amplify_pulumi.components.errors import Mistake, mistake, refuse
from amplify_pulumi.components.transforms import Transforms, transform_mistakes, transformed


@dataclass(frozen=True, kw_only=True)
class TableSettings:
    """What a deployment decides about a table. None leaves a setting to the next wider place, and at last to the default."""

    billing_mode: Literal["PAY_PER_REQUEST", "PROVISIONED"] | None = None
    """Pay for each request (the default), or for a capacity."""
    read_capacity: int | None = None
    """Strongly consistent reads of 4 KB per second, for the table and for each of its indexes. Only with PROVISIONED, and needed there."""
    write_capacity: int | None = None
    """Writes of 1 KB per second, for the table and for each of its indexes. Only with PROVISIONED, and needed there."""
    point_in_time_recovery: bool | None = None
    """Keep backups from which every second of the last 35 days can be restored. On by default."""
    deletion_protection: bool | None = None
    """Let DynamoDB refuse to delete the table, whoever asks. On by default."""
    protect: bool | None = None
    """Let Pulumi refuse to delete or replace the table, at preview already. On by default."""
    ephemeral: bool | None = None
    """The data may be lost: turn the default of the three settings above to off. Off by default, for throw-away stacks only."""


@dataclass(frozen=True, kw_only=True)
class ModelTableArgs:
    """What a `ModelTable` is made of."""

    table: Table
    """Keys and indexes, as the compiler plans them. Plain, since it decides the structure."""
    settings: TableSettings = field(default_factory=TableSettings)
    """What the deployment decides."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None
    """Tags of the table."""
    transform: Transforms = field(default_factory=Transforms)
    """Changes to the arguments of the raw resource: `table`."""


@dataclass(frozen=True, kw_only=True)
class ModelTableResources:
    """The raw resources of a `ModelTable`."""

    table: dynamodb.Table


class ModelTable(pulumi.ComponentResource):
    """Makes the DynamoDB table of a model, which nothing deletes by accident.

    The table has `protect`, deletion protection and point-in-time recovery unless it is `ephemeral`; it is named by Pulumi; its indexes are
    part of it. It is encrypted at rest with DynamoDB's own key, as every table is.

    Args:
        name: The logical name; the table's is `{name}-table`.
        args: What the table is made of.
        opts: Pulumi's options; a provider given here is used for the table.

    Raises:
        ComponentError: AP7003 (transform) or AP7005 (settings), before anything is registered.
    """

    table_name: pulumi.Output[str]
    """The physical name of the table."""
    table_arn: pulumi.Output[str]
    """The ARN of the table."""

    def __init__(self, name: str, args: ModelTableArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        refuse([*transform_mistakes(args.transform, ["table"]), *settings_mistakes(name, args.settings)])
        super().__init__("amplify-pulumi:index:ModelTable", name, None, opts)
        table = self._table(naming.table(name), args)
        self.resources = ModelTableResources(table=table)
        self.table_name = table.name
        self.table_arn = table.arn
        self.register_outputs({"table_name": self.table_name, "table_arn": self.table_arn})

    def _table(self, name: str, args: ModelTableArgs) -> dynamodb.Table:
        settings = args.settings
        safe = not settings.ephemeral
        arguments: dict[str, Any] = {
            "attributes": [{"name": each.attribute_name, "type": each.attribute_type} for each in args.table.attribute_definitions],
            **_keys(args.table),
            "billing_mode": settings.billing_mode or "PAY_PER_REQUEST",
            **_capacity(settings),
            "global_secondary_indexes": [
                _index(each, settings) for each in sorted(args.table.global_secondary_indexes, key=lambda each: each.index_name)
            ],
            # Both stand in the arguments when they are off, too: leaving them out would leave them on.
            "point_in_time_recovery": {"enabled": safe if settings.point_in_time_recovery is None else settings.point_in_time_recovery},
            "deletion_protection_enabled": safe if settings.deletion_protection is None else settings.deletion_protection,
            "tags": args.tags,
        }
        return dynamodb.Table(
            name,
            **transformed(args.transform, "table", name, arguments),
            # None where it is off, so that a `protect` of the component itself still reaches the table.
            opts=pulumi.ResourceOptions(parent=self, protect=(safe if settings.protect is None else settings.protect) or None),
        )


def merged_settings(*settings: TableSettings | None) -> TableSettings:
    """Return the settings in which the first one given that says something about it decides each."""
    given = [each for each in settings if each is not None]
    values: dict[str, Any] = {}
    for each in fields(TableSettings):
        values[each.name] = next((value for one in given if (value := getattr(one, each.name)) is not None), None)
    return TableSettings(**values)


def settings_mistakes(place: str, settings: TableSettings) -> Iterator[Mistake]:
    """Yield what does not agree in the settings of the table that `place` names (AP7005)."""
    mode = settings.billing_mode or "PAY_PER_REQUEST"
    if mode not in {"PAY_PER_REQUEST", "PROVISIONED"}:
        yield mistake("AP7005", f"{place}: billing_mode is {mode!r}; valid are PAY_PER_REQUEST and PROVISIONED.")
    for name in ("read_capacity", "write_capacity"):
        capacity = getattr(settings, name)
        if mode == "PROVISIONED" and (capacity is None or capacity < 1):
            yield mistake("AP7005", f"{place}: billing_mode PROVISIONED needs a {name} of 1 or more, not {capacity!r}.")
        if mode == "PAY_PER_REQUEST" and capacity is not None:
            yield mistake("AP7005", f"{place}: {name} has no effect without billing_mode='PROVISIONED'; set that, or leave it out.")


def _keys(table: Table) -> dict[str, str]:
    names = {"HASH": "hash_key", "RANGE": "range_key"}
    return {names[each.key_type]: each.attribute_name for each in table.key_schema}


def _capacity(settings: TableSettings) -> dict[str, int]:
    if settings.read_capacity is None or settings.write_capacity is None:
        return {}
    return {"read_capacity": settings.read_capacity, "write_capacity": settings.write_capacity}


def _index(index: GlobalSecondaryIndex, settings: TableSettings) -> dict[str, Any]:
    return {
        "name": index.index_name,
        "key_schemas": [{"attribute_name": each.attribute_name, "key_type": each.key_type} for each in index.key_schema],
        "projection_type": index.projection.projection_type,
        **({"non_key_attributes": list(index.projection.non_key_attributes)} if index.projection.non_key_attributes else {}),
        **_capacity(settings),
    }
