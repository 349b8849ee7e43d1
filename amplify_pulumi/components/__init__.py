"""Pulumi components that turn the plan of an API into resources of pulumi-aws: the only package that knows Pulumi.

`data_api` makes the whole API, `model_table` the table of one model. `naming` holds all logical names, `references` puts outputs in the
place of the plan's references, `transforms` is the escape hatch, `api_key` reckons when keys expire, `source` compiles the schema.
"""

from amplify_pulumi.components.data_api import DataApi, DataApiResources
from amplify_pulumi.components.data_api_args import DataApiArgs
from amplify_pulumi.components.errors import ComponentError
from amplify_pulumi.components.model_table import ModelTable, ModelTableArgs, ModelTableResources, TableSettings
from amplify_pulumi.components.transforms import Transform, Transforms

__all__ = [
    "ComponentError",
    "DataApi",
    "DataApiArgs",
    "DataApiResources",
    "ModelTable",
    "ModelTableArgs",
    "ModelTableResources",
    "TableSettings",
    "Transform",
    "Transforms",
]
