"""The schema in Python: runs a program and takes its variable `schema`.

The program runs as Python would run it, apart from three things: `__name__` is not `__main__`, what it prints goes to stderr (stdout is for
what the command line was asked for), and it and the local modules that it imports are forgotten afterwards, so that each load sees what
stands in the files now. A program that fails is a mistake at the line that fails, not a traceback.
"""

from __future__ import annotations

import contextlib
import importlib
import sys
import sysconfig
from collections.abc import Generator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from types import CodeType, ModuleType, TracebackType

from amplify_pulumi.schema import model
from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.builder.places import Places, read_text, shown
from amplify_pulumi.schema.builder.reading import read_builder
from amplify_pulumi.schema.document import Document, Report
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Position
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.suggestions import did_you_mean

VARIABLE = "schema"
"""The variable of a program that holds its schema."""

_NAME = "__amplify_schema__"
_PACKAGE = Path(__file__).resolve().parents[1]
_SYNONYMS = {
    "int": "integer",
    "str": "string",
    "text": "string",
    "bool": "boolean",
    "number": "float",
    "double": "float",
    "uuid": "id",
    "type": "custom_type",
    "object": "custom_type",
    "ip": "ip_address",
    "uri": "url",
    "list": "array",
    "public": "public_api_key",
    "apikey": "public_api_key",
    "private": "authenticated",
    "unauthenticated": "guest",
    "indexes": "secondary_indexes",
    "primarykey": "identifier",
}
"""What people write for the builder's words, in lower case."""
_EXAMPLE = "Write `schema = a.schema(…)` at the top level of the program."


def read_python(source: Source, report: Report) -> Document:
    """Return what a program's schema says; its mistakes, and the failure of the program, go to the report."""
    if not source.text.strip():
        report.missed(error("AP1003", source.position(1, 1), "This file is empty", _EXAMPLE))
        return Document()
    code = _compiled(source)
    if isinstance(code, Problem):
        report.missed(code)
        return Document()
    program = ModuleType(_NAME)
    program.__file__ = str(Path(source.file).absolute())
    with _apart(program) as local:
        failure = _run(code, program)
        files = local.files(failure)
    modules = tuple(_sources(files))
    if failure is not None:
        report.missed(_failed(failure, source, frozenset((source.file, *files))))
        return Document(sources=modules)
    document = _schema(vars(program), source, report)
    return replace(document, sources=tuple({each.file: each for each in (*modules, *document.sources)}.values()))


def _compiled(source: Source) -> CodeType | Problem:
    try:
        return compile(source.text, source.file, "exec", dont_inherit=True)
    except SyntaxError as reason:
        return _not_python(reason, source.file)
    except (ValueError, OverflowError, RecursionError, MemoryError) as reason:
        return error(
            "AP1017", source.position(1, 1), f"This is not valid Python: {reason or type(reason).__name__}", "Correct the program."
        )


@contextlib.contextmanager
def _apart(program: ModuleType) -> Generator[_LocalModules]:
    """Let a program run so that nothing of it is left in the interpreter afterwards."""
    path, bytecode, before = sys.path[:], sys.dont_write_bytecode, frozenset(sys.modules)
    sys.path.insert(0, str(Path(program.__file__ or "").parent))
    sys.modules[_NAME] = program
    # Bytecode is told from old by the second in which its source was written, which is too coarse for who saves often.
    sys.dont_write_bytecode = True
    importlib.invalidate_caches()
    modules = _LocalModules(program.__file__ or "", before)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            yield modules
    finally:
        for name in modules.names():
            del sys.modules[name]
        sys.modules.pop(_NAME, None)
        sys.path[:], sys.dont_write_bytecode = path, bytecode


class _LocalModules:
    """The user's own modules that have been imported since: neither Python's, nor installed ones, nor ours."""

    def __init__(self, program: str, before: Iterable[str]) -> None:
        self.program = program
        self.before = frozenset(before)
        kinds = ("stdlib", "platstdlib", "purelib", "platlib")
        self.others = {_PACKAGE, *(Path(sysconfig.get_path(each)).resolve() for each in kinds)}

    def files(self, failure: BaseException | None) -> list[str]:
        """Return their files, those included that an import has failed in."""
        found = [str(sys.modules[each].__file__) for each in self.names()]
        failed = [each.tb_frame.f_code.co_filename for each in _steps(failure)]
        if isinstance(failure, SyntaxError) and failure.filename:
            failed.append(failure.filename)
        return list(dict.fromkeys([*found, *(each for each in failed if Path(each).is_absolute() and self.is_local(each))]))

    def names(self) -> list[str]:
        """Return their names."""
        new = [(name, getattr(module, "__file__", None)) for name, module in list(sys.modules.items()) if name not in self.before]
        return [name for name, file in new if name != _NAME and isinstance(file, str) and self.is_local(file)]

    def is_local(self, file: str) -> bool:
        """Whether a file is the user's own."""
        if not file.endswith(".py") or file == self.program:
            return False
        folders = Path(file).resolve().parents
        return not self.others.intersection(folders) and not any(each.name in ("site-packages", "dist-packages") for each in folders)


def _run(code: CodeType, program: ModuleType) -> BaseException | None:
    """Run a program; return what it fails with, if it does."""
    try:
        exec(code, vars(program))  # noqa: S102 (the user's own program, which he asks to run)
    except KeyboardInterrupt:
        raise
    except BaseException as failure:  # noqa: BLE001 (whatever a program fails with is a mistake in it)
        return failure
    return None


def _failed(failure: BaseException, source: Source, files: frozenset[str]) -> Problem:
    """Return the failure of a program as a mistake at the place in the user's files that failed."""
    if isinstance(failure, SyntaxError) and failure.filename in files:
        return _not_python(failure, shown(failure.filename))
    place = _place(failure, source, files) or source.position(1, 1)
    if isinstance(failure, SystemExit):
        return error("AP1018", place, "The program ends itself here", "Let it run to its end.")
    advice = "Correct the program. Run it with Python alone to see where the failure comes from."
    return error("AP1018", place, f"The program fails here: {_described(failure)}", advice)


def _described(failure: BaseException) -> str:
    try:
        text = str(failure)
    except Exception:  # noqa: BLE001 (an exception of the user's whose text fails, too)
        text = ""
    name = type(failure).__name__
    return f"{name}: {' '.join(text.split())}{_meant(failure)}" if text.strip() else name


def _meant(failure: BaseException) -> str:
    """Return which word of the builder was meant by one that it does not have."""
    if not isinstance(failure, AttributeError) or type(failure.obj).__module__.partition(".")[0] != __name__.partition(".")[0]:
        return ""
    candidates = [each for each in dir(failure.obj) if not each.startswith("_")]
    synonyms = {word: meant for word, meant in _SYNONYMS.items() if meant in candidates}
    return did_you_mean(failure.name or "", candidates, synonyms)


def _place(failure: BaseException, source: Source, files: frozenset[str]) -> Position | None:
    """Return the innermost place in the user's files that a failure went through."""
    found = [each for each in _steps(failure) if each.tb_frame.f_code.co_filename in files]
    if not found:
        return None
    return Places({source.file: source.text}).at(found[-1].tb_frame.f_code, found[-1].tb_lasti)


def _steps(failure: BaseException | None) -> Iterator[TracebackType]:
    """Yield the steps of a traceback, the innermost last."""
    step = failure.__traceback__ if failure is not None else None
    while step is not None:
        yield step
        step = step.tb_next


def _not_python(failure: SyntaxError, file: str) -> Problem:
    place = Position(file=file, line=max(failure.lineno or 1, 1), column=max(failure.offset or 1, 1), language="python")
    return error("AP1017", place, f"This is not valid Python: {failure.msg}", "Correct the program.")


def _sources(files: list[str]) -> Iterator[Source]:
    for each in files:
        yield Source(file=shown(each), text=read_text(each) or "", language="python")


def _schema(variables: dict[str, object], source: Source, report: Report) -> Document:
    value = variables.get(VARIABLE)
    if isinstance(value, SchemaBuilder):
        return read_builder(value, report, {source.file: source.text})
    if isinstance(value, model.Schema):
        return _document(value)
    start = source.position(1, 1)
    others = [name for name, each in variables.items() if isinstance(each, SchemaBuilder)]
    if VARIABLE in variables:
        message = f"The variable `{VARIABLE}` is no schema but of type {type(value).__name__}"
        report.missed(error("AP1019", start, message, _EXAMPLE))
    elif others:
        message = f"The program has no variable `{VARIABLE}`. Did you mean {quoted(others[-1])}?"
        report.missed(error("AP1019", start, message, f"Name the schema `{VARIABLE}`."))
    else:
        report.missed(error("AP1019", start, f"The program has no variable `{VARIABLE}`", _EXAMPLE))
    return Document()


def _document(schema: model.Schema) -> Document:
    """Return what a schema says that the program has built already."""
    return Document(
        api=schema.api,
        authorization=schema.authorization,
        models=schema.models,
        types=schema.types,
        enums=schema.enums,
        operations=schema.operations,
        functions=schema.functions,
        data_sources=schema.data_sources,
        access=schema.access,
        descriptions=schema.descriptions,
        deprecations=schema.deprecations,
    )
