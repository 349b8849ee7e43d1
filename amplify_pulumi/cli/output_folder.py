"""Writes the files of a compilation into a folder, whole or not at all, and clears away those of the compilation before.

Which files are ours is read from the folder itself: its `plan.json` names every resolver, and a compilation that was cut off leaves
its list behind. No other file is replaced or removed.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from amplify_pulumi.cli.failure import Failure, reason

PLAN = "plan.json"
STAGE = ".amplify-pulumi-compile"
LIST = "files.json"


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What became of the folder, as sorted paths relative to it."""

    files: tuple[str, ...]
    """Everything that the compilation consists of."""
    changed: tuple[str, ...]
    """What is new, or other than before."""
    removed: tuple[str, ...]
    """What a former compilation wrote and this one does not have."""


def write(folder: Path, files: Mapping[str, str], inputs: Collection[Path] = ()) -> Written:
    """Bring `folder` to the state that `files` describe.

    All is written beside its place first and then moved there, the plan at last. A file that already has its content is not touched.

    Args:
        folder: where to write; made if it is not there.
        files: the text of each file by its path in the folder, with `/`; `plan.json` among them.
        inputs: the files that the compilation was made from, which must not be replaced.

    Raises:
        Failure: the folder cannot be written, or a file that no compilation wrote is in the way.
    """
    try:
        return _write(folder, files, {path.resolve() for path in inputs})
    except OSError as error:
        place = error.filename or folder
        raise Failure(f"{place}: cannot be written: {reason(error)}") from error


def _write(folder: Path, files: Mapping[str, str], inputs: Collection[Path]) -> Written:
    stage = folder / STAGE
    ours = _files_of_plan(folder / PLAN) | _files_of_stage(stage / LIST)
    changed = [name for name, text in files.items() if not _holds(folder / name, text)]
    for name in changed:
        place = folder / name
        if place.resolve() in inputs or (place.exists() and name not in ours):
            raise Failure(f"{place}: is in the way and was not written by a former compilation; name another folder with --out")
    removed = sorted(name for name in ours - files.keys() if (folder / name).is_file())
    if changed or removed or stage.exists():
        shutil.rmtree(stage, ignore_errors=True)
        stage.mkdir(parents=True)
        (stage / LIST).write_text(json.dumps(sorted(ours | files.keys())), encoding="utf-8")
        for name in changed:
            (stage / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).write_bytes(files[name].encode())
        for name in sorted(changed, key=lambda each: (each == PLAN, each)):
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (stage / name).replace(folder / name)
        for name in removed:
            (folder / name).unlink(missing_ok=True)
            _remove_if_empty((folder / name).parent, keep=folder)
        shutil.rmtree(stage)
    return Written(files=tuple(sorted(files)), changed=tuple(sorted(changed)), removed=tuple(removed))


def _holds(place: Path, text: str) -> bool:
    try:
        return place.read_bytes() == text.encode()
    except (FileNotFoundError, NotADirectoryError):
        return False


def _files_of_plan(plan: Path) -> set[str]:
    """Return what the compilation wrote that ended with this plan; nothing if it is not a plan."""
    match _json(plan):
        case {"formatVersion": int(), "api": {"resolvers": [*resolvers]}}:
            names = {f"resolvers/{each['typeName']}.{each['fieldName']}.js" for each in resolvers if _names_a_field(each)}
            return {PLAN, "schema.graphql", "model_introspection.json", *names}
        case _:
            return set()


def _names_a_field(resolver: Any) -> bool:
    """Tell whether both names are GraphQL names: a plan that was tampered with must not lead out of the folder."""
    match resolver:
        case {"typeName": str() as type_name, "fieldName": str() as field_name}:
            return type_name.isidentifier() and field_name.isidentifier()
        case _:
            return False


def _files_of_stage(file: Path) -> set[str]:
    match _json(file):
        case [*names]:
            return {name for name in names if isinstance(name, str) and ".." not in Path(name).parts and not Path(name).is_absolute()}
        case _:
            return set()


def _json(file: Path) -> Any:
    try:
        return json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None


def _remove_if_empty(folder: Path, keep: Path) -> None:
    if folder != keep and not any(folder.iterdir()):
        folder.rmdir()
