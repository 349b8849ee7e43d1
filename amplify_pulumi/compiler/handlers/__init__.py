"""The users' own APPSYNC_JS and TypeScript files, made into one file each, as AppSync takes them.

`files` finds and reads them, `module` says what one of them declares and uses, `checks` what AppSync will not take of it, at its position;
`names` gives every declaration a name that is free in all of them, and `bundle` puts together what is used.
`functions` looks for the files of Lambda functions.
"""

from __future__ import annotations

from amplify_pulumi.compiler.handlers.bundle import Handler, handler_files, read_handler
from amplify_pulumi.compiler.handlers.functions import function_files, function_mistakes

__all__ = ["Handler", "function_files", "function_mistakes", "handler_files", "read_handler"]
