"""What all commands share: help, statuses, plug-ins, Ctrl-C, broken pipes, quick starts."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from importlib.metadata import EntryPoint, version
from pathlib import Path

import pytest

import pincite as library
from cli.running import HEAVY, QUESTION, Pincite, environment, process
from pincite.cli import app
from pincite.cli.codes import MEANINGS, ExitCode, code_of
from pincite.errors import PinciteError

COMMANDS = [*app.COMMANDS, "serve"]


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_each_command_shows_an_example(pincite: Pincite, command: str) -> None:
    ended = pincite(command, "--help")
    assert (ended.status, ended.err) == (0, "")
    assert re.search(rf"^  Example: pincite {command}\b", ended.out, re.MULTILINE)


@pytest.mark.parametrize("arguments", [(), ("--help",), ("-h",)])
def test_help_lists_the_commands_and_every_exit_status(
    pincite: Pincite, arguments: tuple[str, ...]
) -> None:
    ended = pincite(*arguments)
    assert (ended.status, ended.err) == (0, "")
    for command in COMMANDS:
        assert re.search(rf"^  {command} +\w.*\.$", ended.out, re.MULTILINE)
    for code, meaning in MEANINGS.items():
        assert re.search(rf"^ +{code.value}  {re.escape(meaning)}$", ended.out, re.MULTILINE)


def test_each_exit_status_has_a_meaning() -> None:
    assert list(MEANINGS) == list(ExitCode)


def test_version(pincite: Pincite) -> None:
    assert pincite("--version").out == f"pincite {version('pincite')}\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("asc",), "Did you mean 'ask'?; see `pincite --help`"),
        (("--nosuch",), "see `pincite --help`"),
        (("documents", "extra"), "see `pincite documents --help`"),
        (("serve", "--port", "70000"), "see `pincite serve --help`"),
    ],
)
def test_wrong_use_ends_with_2_and_a_line(
    pincite: Pincite, arguments: tuple[str, ...], message: str
) -> None:
    ended = pincite(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert ended.err.startswith("pincite: ")
    assert message in ended.err
    assert ended.err.count("\n") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "When was it sig\udcffned?"),
        ("show", "p_\udcff"),
        ("verify", "draft\udcff.txt"),
        ("add", "minutes\udcff.txt"),
        ("add", "minutes.txt", "--title", "Minutes\udcff"),
    ],
)
def test_an_argument_that_is_not_utf_8_is_refused_in_a_line(
    pincite: Pincite, arguments: tuple[str, ...]
) -> None:
    ended = pincite(*arguments)
    assert (ended.status, ended.out) == (2, "")
    assert re.fullmatch(r"pincite: .+: is not UTF-8; rename the file, .+\n", ended.err)


def test_a_bad_setting_ends_with_2_and_says_what_is_accepted(
    pincite: Pincite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PINCITE_THREADS", "none")
    ended = pincite("documents")
    assert ended.status == 2
    assert ended.err.startswith("pincite: PINCITE_THREADS='none': ")


def test_each_error_has_a_status_that_is_no_success() -> None:
    def kinds(kind: type[PinciteError]) -> list[type[PinciteError]]:
        return [kind, *(below for sub in kind.__subclasses__() for below in kinds(sub))]

    for kind in kinds(PinciteError):
        # ReadError takes three arguments; only the type decides.
        assert code_of(kind.__new__(kind)) not in (ExitCode.DONE, ExitCode.LEFT_OUT)


# --- plug-ins -----------------------------------------------------------------------------------


def plug_in(monkeypatch: pytest.MonkeyPatch, *sources: tuple[str, str]) -> None:
    entries = tuple(EntryPoint(name, source, app.GROUP) for name, source in sources)
    monkeypatch.setattr(app, "entry_points", lambda group: entries)


def greet() -> None:
    """Greet."""
    print("hello")


def test_another_package_brings_a_command(
    pincite: Pincite, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, ("greet", f"{__name__}:greet"))
    assert "Greet." in pincite("--help").out
    assert pincite("greet").out == "hello\n"


@pytest.mark.parametrize("source", ["no_such_module:f", f"{__name__}:no_such_function"])
def test_a_broken_plug_in_is_named_and_costs_nothing_but_itself(
    pincite: Pincite, monkeypatch: pytest.MonkeyPatch, source: str
) -> None:
    plug_in(monkeypatch, ("broken", source))
    listed = pincite("--help")
    assert listed.status == 0
    assert re.search(r"^  broken +\(cannot be loaded", listed.out, re.MULTILINE)
    assert pincite("documents").status == 0
    ended = pincite("broken")
    assert ended.status == 1
    assert ended.err.startswith("pincite: broken: this command of the package ")


def test_a_plug_in_cannot_take_the_place_of_a_command(
    pincite: Pincite, monkeypatch: pytest.MonkeyPatch
) -> None:
    plug_in(monkeypatch, ("documents", f"{__name__}:greet"))
    assert pincite("documents").out != "hello\n"
    assert "Greet." not in pincite("--help").out


# --- as a process -------------------------------------------------------------------------------


def test_asking_loads_nothing_that_a_question_does_not_need(index_folder: Path) -> None:
    program = (
        "import sys, json\n"
        "from pincite.cli.app import run\n"
        f"status = run(['ask', {QUESTION!r}, '--json'])\n"
        "print(json.dumps([status, sorted({name.split('.')[0] for name in sys.modules})]))\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", program],
        env=environment(index_folder),
        capture_output=True,
        check=True,
        timeout=120,
    ).stdout
    status, loaded = json.loads(out.splitlines()[-1])
    assert status == 0
    assert "onnxruntime" in loaded  # or the list would be of another process than we think
    assert set(loaded) & set(HEAVY) == set()


def test_serving_loads_no_reader_and_no_builder() -> None:
    """A server keeps for weeks what it has loaded."""
    program = (
        "import sys; from pincite.cli.app import assemble; assemble(['serve', '--port', '0']);"
        "print('fastapi' in sys.modules, 'pincite.cli.build' in sys.modules, 'rich' in sys.modules)"
    )
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=60
    ).stdout
    assert out == b"True False False\n"


def test_importing_the_package_loads_nothing_else() -> None:
    program = "import sys, pincite; print([name for name in sys.modules if name[:7] == 'pincite'])"
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=60
    ).stdout.decode()
    assert out == "['pincite']\n"


def test_each_public_name_is_there() -> None:
    for name in library.__all__:
        assert getattr(library, name).__name__ == name
        assert name in dir(library)
    with pytest.raises(AttributeError, match="nosuch"):
        library.nosuch  # noqa: B018 - the access is what is tested


def test_ctrl_c_ends_with_130_and_a_line(tmp_path: Path) -> None:
    (tmp_path / "waiting.py").write_text(
        "import time\ndef wait() -> None:\n    print('ready', flush=True)\n    time.sleep(60)\n"
    )
    program = (
        "import sys\n"
        "from pincite.cli import app, main\n"
        "app.COMMANDS['wait'] = 'waiting:wait'\n"
        "sys.argv = ['pincite', 'wait']\n"
        "main()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=30)
    assert (running.returncode, err) == (130, b"pincite: interrupted\n")


@pytest.mark.parametrize("arguments", [("documents",), ("documents", "--json")])
def test_a_reader_that_stops_reading_is_no_error(
    index_folder: Path, arguments: tuple[str, ...]
) -> None:
    with subprocess.Popen(
        [sys.executable, "-m", "pincite", *arguments],
        env=environment(index_folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as running:
        assert running.stdout is not None
        running.stdout.close()
        assert running.stderr is not None
        err = running.stderr.read()
    assert (running.returncode, err) == (141, b"")


def test_a_terminal_without_the_characters_shows_question_marks(index_folder: Path) -> None:
    ended = process(
        "ask", "When?", "--document", "조약", index=index_folder, PYTHONIOENCODING="ascii"
    )
    assert ended.status == 3
    assert ended.err.startswith("pincite: no document '??'; there are: ")
