"""Compiles a schema to a plan: what AppSync needs for what the user says.

The steps, each in a module of its own, hand plain data on:

    Schema → shape (what is implicit) → operations (generated fields) → sdl, tables, roles, bundle, introspection → ApiPlan

Nothing here knows Pulumi or depends on the time, and only `handlers` reads files, those that the schema names: the same schema and files
give the same plan to the byte.
"""

from __future__ import annotations

from amplify_pulumi.compiler.compile import CompileError, compile_schema, warnings
from amplify_pulumi.compiler.plan import ApiPlan

__all__ = ["ApiPlan", "CompileError", "compile_schema", "warnings"]
