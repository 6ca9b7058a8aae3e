"""The container file and the systemd unit, as far as they can be checked without running them."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pincite.settings import SETTINGS

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "api" / "deploy"
UNIT = (DEPLOY / "pincite.service").read_text(encoding="utf-8")
CONTAINER = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
VARIABLES = {setting.variable for setting in SETTINGS}


def instructions() -> list[tuple[str, str]]:
    """The container file's instructions and their arguments, continued lines joined."""
    text = re.sub(r"^#.*\n", "", CONTAINER, flags=re.MULTILINE)
    lines = re.sub(r"\\\n\s*", " ", text).splitlines()
    return [(line.split(" ", 1)[0], line.split(" ", 1)[1]) for line in lines if line.strip()]


def test_the_container_runs_as_an_unprivileged_user() -> None:
    last = max(n for n, (name, _) in enumerate(instructions()) if name == "FROM")
    final = instructions()[last:]
    users = [argument for name, argument in final if name == "USER"]
    assert len(users) == 1
    assert int(users[0]) >= 1000, "a number, so that an orchestrator can tell that it is not root"
    after = [name for name, _ in final[final.index(("USER", users[0])) :]]
    assert not {"RUN", "COPY", "ADD"} & set(after)
    assert f"--uid {users[0]} " in CONTAINER


def test_what_the_container_copies_exists_and_what_it_sets_is_a_setting() -> None:
    for name, argument in instructions():
        if name == "COPY" and not argument.startswith("--from"):
            *sources, _ = argument.split()
            for source in sources:
                assert (ROOT / source).exists(), source
    assert set(re.findall(r"PINCITE_[A-Z_]+", CONTAINER)) <= VARIABLES
    assert ("ENTRYPOINT", '["pincite"]') in instructions()
    assert ("CMD", '["serve"]') in instructions()


def test_the_unit_runs_as_an_unprivileged_user_on_a_read_only_root() -> None:
    told = dict(line.split("=", 1) for line in UNIT.splitlines() if re.match(r"[A-Z]\w*=", line))
    assert told["DynamicUser"] == "yes"
    assert told["ProtectSystem"] == "strict"
    assert told["NoNewPrivileges"] == "yes"
    assert told["CapabilityBoundingSet"] == ""
    assert told["ExecStart"].endswith("/pincite serve")
    assert set(re.findall(r"PINCITE_[A-Z_]+", UNIT)) <= VARIABLES
    for folder in re.findall(r"^Environment=PINCITE_(?:CORPUS|INDEX)=(\S+)", UNIT, re.MULTILINE):
        assert folder.removeprefix("/var/lib/") in told["StateDirectory"].split()


def test_the_service_has_time_to_end_gracefully() -> None:
    from pincite_api.app import STOP_SECONDS

    seconds = re.search(r"^TimeoutStopSec=(\d+)$", UNIT, re.MULTILINE)
    assert seconds is not None
    assert int(seconds[1]) > STOP_SECONDS


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    """With a program in place of the installed one, whose absence it would complain of."""
    unit = tmp_path / "pincite.service"
    unit.write_text(re.sub(r"/opt/pincite/bin/pincite", "/bin/true", UNIT), encoding="utf-8")
    checked = subprocess.run(
        ["systemd-analyze", "verify", str(unit)], capture_output=True, text=True, check=False
    )
    about = [line for line in checked.stderr.splitlines() if "pincite" in line]
    assert not about, checked.stderr
    assert checked.returncode == 0, checked.stderr
