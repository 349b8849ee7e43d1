"""The files of one handler, and which name of which file each name means."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from amplify_pulumi.appsync_js.exports import MODULE_EXPORTS
from amplify_pulumi.compiler.handlers import files
from amplify_pulumi.compiler.handlers.checks import at, mistakes
from amplify_pulumi.compiler.handlers.module import DEFAULT, WHOLE, Import, UserModule, understand
from amplify_pulumi.schema.errors import Problem
from amplify_pulumi.schema.model import Language

Binding = tuple[str, str]
"""What a name stands for: the file that declares it, or the module of AppSync that exports it, and its name there."""


@dataclass(kw_only=True, slots=True)
class Graph:
    """The files of one handler, each after those that it imports."""

    language: Language
    modules: dict[str, UserModule] = field(default_factory=dict[str, UserModule])
    targets: dict[tuple[str, str], str] = field(default_factory=dict[tuple[str, str], str])
    """The file that an import means, by the importing file and what it wrote."""
    problems: list[Problem] = field(default_factory=list[Problem])

    def add(self, source: files.Source, replaced: Mapping[str, str] | None = None, above: tuple[str, ...] = ()) -> None:
        """Add a file and all that it imports.

        Args:
            source: the file.
            replaced: files that stand in for what it imports, by what it wrote.
            above: the files that import it, for cycles.
        """
        module = understand(source)
        self.problems.extend(mistakes(module, self.language))
        path = source.path
        for each in module.imports.values():
            if each.specifier in MODULE_EXPORTS:
                continue
            target = (replaced or {}).get(each.specifier) or self._target(module, each, (*above, path))
            if target is not None:
                self.targets[path, each.specifier] = target
                if target not in self.modules:
                    self._read(module, each, target, (*above, path))
        self.modules[path] = module

    def _target(self, module: UserModule, imported: Import, above: tuple[str, ...]) -> str | None:
        specifier = imported.specifier
        if not specifier.startswith((".", "/")):
            known = ", ".join(MODULE_EXPORTS)
            self._refuse(
                module, imported, f'The package "{specifier}" cannot be imported', f"AppSync has {known}; write the rest in files."
            )
            return None
        target = files.resolve(module.source.path, specifier)
        if target is None:
            self._refuse(module, imported, f'There is no file "{specifier}"', f"Name a file with one of {', '.join(files.EXTENSIONS)}.")
        elif target in above:
            self._refuse(module, imported, f'"{specifier}" imports this file, too', "Move what both need into a third file.")
            return None
        return target

    def _read(self, module: UserModule, imported: Import, target: str, above: tuple[str, ...]) -> None:
        try:
            source = files.read(target)
        except (OSError, UnicodeDecodeError) as error:
            self._refuse(module, imported, f'"{imported.specifier}" cannot be read: {error}', "Make it a readable file in UTF-8.")
        else:
            self.add(source, above=above)

    def _refuse(self, module: UserModule, imported: Import, message: str, advice: str) -> None:
        self.problems.append(at(module, imported.node, self.language, "AP5104", message, advice))

    def binding(self, path: str, name: str) -> Binding | None:
        """Return what a name of a file stands for; None where that cannot be known, which `check_imports` reports."""
        imported = self.modules[path].imports.get(name)
        if imported is None:
            return (path, name)
        if imported.specifier in MODULE_EXPORTS:
            return (imported.specifier, imported.name)
        target = self.targets.get((path, imported.specifier))
        if target is None or target not in self.modules:
            return None
        return (target, WHOLE) if imported.name == WHOLE else self.exported(target, imported.name)

    def exported(self, path: str, name: str) -> Binding | None:
        """Return what a file exports under a name."""
        local = self.modules[path].exports.get(name)
        return None if local is None else self.binding(path, local)

    def check_imports(self) -> None:
        """Report names that are imported and not exported, where they are used. TypeScript's types are not: they are gone."""
        for path, module in self.modules.items():
            used = {*module.references, *(local for local in module.imports if local.startswith("export "))}
            for local, imported in module.imports.items():
                if local not in used:
                    continue
                offered = MODULE_EXPORTS.get(imported.specifier)
                if offered is not None and imported.name not in (*offered, WHOLE):
                    self._refuse(
                        module, imported, f'"{imported.specifier}" does not export {imported.name}', f"It has {', '.join(sorted(offered))}."
                    )
                target = self.targets.get((path, imported.specifier))
                if offered is None and target in self.modules and self.binding(path, local) is None:
                    name = "a default" if imported.name == DEFAULT else imported.name
                    self._refuse(module, imported, f'"{imported.specifier}" does not export {name}', "Export it there.")
