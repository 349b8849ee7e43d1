"""The ordered list of all operations. Their order is that of the resolvers in the plan and of the fields in the SDL."""

from __future__ import annotations

from amplify_pulumi.compiler.operations import (
    belongs_to,
    create,
    delete,
    get,
    has_many,
    has_one,
    index_query,
    list_,
    owner,
    protected_field,
    subscription,
    update,
)
from amplify_pulumi.compiler.operations.contract import Operation

OPERATIONS: tuple[Operation, ...] = (
    get.fields,
    list_.fields,
    index_query.fields,
    create.fields,
    update.fields,
    delete.fields,
    subscription.fields,
    has_many.fields,
    has_one.fields,
    belongs_to.fields,
    owner.fields,
    protected_field.fields,
)
