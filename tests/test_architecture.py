"""The directions of imports, read from the sources."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIBRARY = ROOT / "src" / "pincite"
SERVICE = ROOT / "api" / "pincite_api"
SOURCES = sorted([*LIBRARY.rglob("*.py"), *SERVICE.rglob("*.py")])

# From the bottom up; what stands in one line does not import from its neighbours.
LAYERS = (
    ("types", "errors", "processors"),
    ("ports", "identity", "settings"),
    ("text", "corpus"),
    ("readers", "structure", "encode", "store"),
    ("search", "cite"),
    ("build", "verify", "evaluate"),
    ("contract",),
    ("cli",),
)
LEVEL = {name: level for level, names in enumerate(LAYERS) for name in names}
ONE_IMPORTER = {
    "faiss": "store/vectors.py",
    "pypdf": "readers/pdf/reader.py",
    "sentence_transformers": "encode/export.py",
}
# torch goes with sentence_transformers, and is loaded by what exports only.
EXPORTERS = {
    "encode/attention.py",
    "encode/export.py",
    "encode/graph.py",
    "encode/reader_export.py",
}


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def imports(path: Path) -> tuple[str, ...]:
    """The full name of every module (or name in one) that a file imports, wherever it does."""
    found: list[str] = []
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found += [f"{node.module}.{alias.name}" for alias in node.names]
    return tuple(found)


def part_of(path: Path) -> str:
    return path.relative_to(LIBRARY).parts[0].removesuffix(".py")


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_there_is_something_to_read() -> None:
    assert len(SOURCES) > 50
    assert {part_of(path) for path in LIBRARY.rglob("*.py")} <= {*LEVEL, "__init__", "__main__"}


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_lower_layers_never_import_upper_ones(path: Path) -> None:
    ours = [name.split(".") for name in imports(path) if name.startswith("pincite.")]
    if path.is_relative_to(SERVICE):
        return
    part = part_of(path)
    for name in ours:
        other = name[1]
        if part in ("__init__", "__main__") or other == part:
            continue
        assert LEVEL[other] < LEVEL[part], f"{name_of(path)} imports {'.'.join(name)}"


def test_the_bottom_imports_nothing_of_ours() -> None:
    for name in ("types.py", "errors.py", "processors.py"):
        assert not [n for n in imports(LIBRARY / name) if n.startswith("pincite")]


def test_the_library_never_imports_the_service() -> None:
    for path in LIBRARY.rglob("*.py"):
        assert not [name for name in imports(path) if name.startswith("pincite_api")]


@pytest.mark.parametrize(("library", "importer"), ONE_IMPORTER.items())
def test_heavy_library_has_one_importer(library: str, importer: str) -> None:
    found = [path for path in SOURCES if any(n.split(".")[0] == library for n in imports(path))]
    assert [path.relative_to(LIBRARY).as_posix() for path in found] == [importer]


@pytest.mark.parametrize("library", ["fastapi", "uvicorn", "starlette"])
def test_the_web_stays_in_the_service(library: str) -> None:
    for path in LIBRARY.rglob("*.py"):
        assert library not in {name.split(".")[0] for name in imports(path)}, name_of(path)


def test_onnxruntime_stays_with_the_encoder() -> None:
    """It runs the exported model, and at export the one that is not yet quantised."""
    found = {p for p in SOURCES if any(n.split(".")[0] == "onnxruntime" for n in imports(p))}
    assert {p.relative_to(LIBRARY).as_posix() for p in found} <= {
        "encode/sessions.py",
        "encode/smooth.py",
    }


def test_torch_is_imported_only_where_a_model_is_exported() -> None:
    for path in LIBRARY.rglob("*.py"):
        if path.relative_to(LIBRARY).as_posix() not in EXPORTERS:
            found = {name.split(".")[0] for name in imports(path)}
            assert not found & {"torch", "transformers", "sentence_transformers"}, name_of(path)


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_no_pickle(path: Path) -> None:
    found = {name.split(".")[0] for name in imports(path)}
    assert not found & {"pickle", "cPickle", "dill", "joblib", "shelve", "marshal"}
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.keyword) and node.arg == "allow_pickle":
            assert isinstance(node.value, ast.Constant)
            assert node.value.value is False


@pytest.mark.parametrize(
    "path", [p for p in LIBRARY.rglob("*.py") if part_of(p) not in ("cli", "__main__")], ids=name_of
)
def test_no_print_outside_the_command_line(path: Path) -> None:
    calls = [node for node in ast.walk(tree(path))
             if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]  # fmt: skip
    assert "print" not in {call.func.id for call in calls}  # type: ignore[attr-defined]


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_nothing_finds_the_corpus_or_the_index_by_its_own_place(path: Path) -> None:
    """They come from settings; what a module ships beside itself is its own."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr == "parents":
            assert "__file__" not in ast.dump(node), name_of(path)
