"""APPSYNC_JS 1.0.0 on this machine: `load` makes a module of a resolver's code, `JavaScript` runs its handlers.

QuickJS carries out the code; what AppSync adds to the language (`util`, `runtime`, `extensions`, the built-in modules) is in `runtime/`, as
JavaScript, checked against recorded answers of AppSync. What AppSync does not have is not there, and its limits are enforced.
"""

from __future__ import annotations

from amplify_pulumi.appsync_js.tree import CodeError
from amplify_pulumi.local.javascript.engine import JavaScript
from amplify_pulumi.local.javascript.evaluation import Evaluation, Raised
from amplify_pulumi.local.javascript.module import InvalidCode, Module, load

__all__ = ["CodeError", "Evaluation", "InvalidCode", "JavaScript", "Module", "Raised", "load"]
