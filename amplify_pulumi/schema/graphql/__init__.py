"""The schema in GraphQL with directives: what Amplify Gen 1 takes and what Gen 2's `schema.transform()` prints.

`document` reads one file: it sorts the definitions and puts together what they say. `directives` is the registry: one line per directive
and place, which names the function that reads it. Each family of directives is one module. Functions of directives note what they read in a
draft (`drafts`); what needs more than one definition (relationships of Gen 1, join models, inputs, the sources of subscriptions) is
settled when all are read. Nothing is ignored: what cannot be carried over is refused by its name, with what to do instead.
"""

from amplify_pulumi.schema.graphql.document import read_graphql

__all__ = ["read_graphql"]
