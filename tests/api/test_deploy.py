"""The container file and the systemd unit, as far as they can be checked without running them."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
import tomllib
from pathlib import Path

import httpx
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


def test_what_the_container_installs_is_pinned_and_gives_the_program() -> None:
    """Its python is one that the project is for, and `pip install -c` finds every name it needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    images = [argument for name, argument in instructions() if name == "FROM"]
    for image in images:
        version = re.match(r"docker\.io/library/python:(\d+\.\d+)-slim", image)
        assert version is not None, image
        assert project["requires-python"] == f">={version[1]}"
    assert "pincite" in project["scripts"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pinned = {_plain(line.partition("==")[0]) for line in lock.splitlines() if "==" in line}
    extras = project["optional-dependencies"]["ingest"]
    for requirement in (*project["dependencies"], *extras):
        assert _plain(re.split(r"[<>=\[; ]", requirement)[0]) in pinned, requirement


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name.strip()).lower()


_READ_ONLY = """
set -e
mount --make-rprivate /
mount -t tmpfs tmpfs /mnt
mkdir -m 1777 /mnt/tmp
mkdir /mnt/state
mount --bind "$STATE" /mnt/state
for place in $(awk '{print $5}' /proc/self/mountinfo | grep -vE '^/(mnt|proc|sys|dev)(/|$)'); do
  mount -o remount,bind,ro "$place"
done
cd /mnt/state
exec setpriv --no-new-privs --bounding-set=-all --inh-caps=-all "$@"
"""


@pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"),
    reason="needs root, unshare and setpriv",
)
def test_it_serves_and_writes_with_a_read_only_root_and_no_capabilities(
    index_folder: Path, tmp_path: Path
) -> None:
    """As the unit and the container have it, but for the user: its Python may be root's alone."""
    state = tmp_path / "state"
    shutil.copytree(index_folder, state / "index")
    shutil.copytree(ROOT / "corpus", state / "corpus")
    token = "a-token-of-the-tests"
    environment = {
        "PATH": os.environ["PATH"],
        "STATE": str(state),
        "TMPDIR": "/mnt/tmp",
        "HOME": "/nowhere",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(str(ROOT / part) for part in ("src", "api")),
        "PINCITE_CORPUS": "/mnt/state/corpus",
        "PINCITE_INDEX": "/mnt/state/index",
        "PINCITE_WRITE_TOKEN_SHA256": hashlib.sha256(token.encode()).hexdigest(),
    }
    serve = [sys.executable, "-m", "pincite", "serve", "--port", "0"]
    process = subprocess.Popen(
        ["unshare", "--mount", "bash", "-c", _READ_ONLY, "bash", *serve],
        env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        if found is None:
            process.wait(10)
            assert process.stderr is not None
            said = process.stderr.read()
            # Only what unshare and mount say of themselves: a service that fails has failed.
            assert re.match(r"(unshare|mount): ", said), said[-500:]
            pytest.skip(f"no mounts here: {said[-200:]}")
        status = Path(f"/proc/{process.pid}/status").read_text()
        assert re.search(r"CapEff:\s+0+\n", status)
        with httpx.Client(base_url=found[0], timeout=60, trust_env=False) as client:
            act = {"file": ("act.md", b"# The Bicycle Act\n\nBicycles are free from 2031.\n")}
            headers = {"Authorization": f"Bearer {token}"}
            accepted = client.put("/v1/documents/act", files=act, headers=headers)
            assert accepted.status_code == 202, accepted.text
            link = accepted.json()["links"]["self"]
            while (job := client.get(link).json())["status"] == "running":
                time.sleep(0.05)
            assert job["status"] == "done", job
            answer = client.get("/v1/ask", params={"q": "From when are bicycles free?"}).json()
            assert answer["passages"][0]["document"]["key"] == "act"
        process.terminate()
        assert process.wait(30) == 0
    finally:
        process.kill()
        process.communicate()
    assert (state / "corpus" / "act.md").exists()


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


SYSTEMD = pytest.mark.skipif(
    shutil.which("systemd-analyze") is None, reason="systemd-analyze is not there"
)


@SYSTEMD
def test_systemd_rates_the_unit_as_little_exposed() -> None:
    """Its scale ends at 10; a service that says nothing has 9.6, this one had 1.7."""
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--threshold=25",
         str(DEPLOY / "pincite.service")],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if "unrecognized option" in rated.stderr:
        pytest.skip("this systemd-analyze rates only units that are installed")
    assert rated.returncode == 0, rated.stdout[-200:] + rated.stderr


@SYSTEMD
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
