"""Who may import whom: seen in fresh interpreters, and by the contracts in pyproject.toml."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
BLOCKING = ("_socket", "socket", "select", "selectors", "socketserver", "ssl", "_ssl", "asyncio")
STORES = ("sqlite3", "_sqlite3", "redis", "logging", "queue", "_queue", "subprocess")
SCREENS = ("textual", "rich")
# Every module of a package, itself included, imported by name; then all that there is.
IMPORT_ALL = """
import importlib, json, pkgutil, sys
for name in {packages}:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(getattr(package, "__path__", ()), name + "."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
print(json.dumps(sorted(sys.modules)))
"""
# What the pure rooms may use brings some of the standard library along by itself.
BASELINE = """
import dataclasses, datetime, enum, json, math, re, sys, typing, unicodedata
import precis_i18n
precis_i18n.get_profile("UsernameCasePreserved").enforce("zoë")
print(json.dumps(sorted(sys.modules)))
"""


def modules_after(code: str) -> set[str]:
    """The modules that a fresh interpreter has once it has run some code."""
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded: list[str] = json.loads(done.stdout)
    return set(loaded)


def modules_of(*packages: str) -> set[str]:
    """The modules that a fresh interpreter has once it has imported all of some packages."""
    return modules_after(IMPORT_ALL.format(packages=packages))


def those_in(loaded: set[str], *packages: str) -> set[str]:
    """Those modules that are, or are in, one of some packages."""
    return {name for name in loaded for package in packages if f"{name}.".startswith(f"{package}.")}


@pytest.fixture(scope="module")
def baseline() -> set[str]:
    """What is there before the pure rooms bring anything along."""
    return modules_after(BASELINE)


@pytest.mark.parametrize("package", ["netcore.wire", "netcore.core"])
def test_the_pure_rooms_bring_nothing_impure(package: str, baseline: set[str]) -> None:
    """No socket, thread, store, log or screen comes in with the wire or the core."""
    brought = modules_of(package) - baseline
    assert not those_in(brought, *BLOCKING, *STORES, *SCREENS, "threading", "random", "time")
    others = those_in(brought, "netcore") - those_in(brought, "netcore.wire", "netcore.core")
    assert others <= {"netcore", "netcore.errors", "netcore.version"}


def test_the_wire_brings_nothing_of_the_core() -> None:
    """The client has the wire in common with the server, and no more."""
    assert not those_in(modules_of("netcore.wire"), "netcore.core")


def test_the_server_brings_neither_the_client_nor_a_screen() -> None:
    """Whoever embeds a server pays for a server."""
    loaded = modules_of("netcore.server")
    assert not those_in(loaded, "netcore.client", "tui", "redis", *SCREENS)


def test_the_client_brings_no_server() -> None:
    """Whoever embeds a client pays for a client."""
    loaded = modules_of("netcore.client")
    assert not those_in(loaded, "netcore.server", "netcore.core", "netcore.engines", "netcore.log")
    assert not those_in(loaded, "tui", *SCREENS)


@pytest.mark.parametrize(
    ("name", "forbidden"),
    [
        ("ChatServer", ("netcore.client",)),
        ("LineClient", ("netcore.server", "netcore.core")),
        ("ChatClient", ("netcore.server", "netcore.core")),
    ],
)
def test_a_public_name_is_imported_when_it_is_asked_for(
    name: str, forbidden: tuple[str, ...]
) -> None:
    """`from netcore import ...` loads what it names and not the rest."""
    code = f"from netcore import {name}\nimport json, sys\nprint(json.dumps(sorted(sys.modules)))"
    assert not those_in(modules_after(code), *forbidden)


@pytest.mark.parametrize("module", ["tui.cli", "tui.console.command", "tui.console.headless"])
def test_hosting_without_a_screen_loads_none(module: str) -> None:
    """`chat-tui host --headless` starts quickly: Textual and Rich are not even looked at."""
    code = f"import {module}, json, sys\nprint(json.dumps(sorted(sys.modules)))"
    assert not those_in(modules_after(code), *SCREENS)


def test_the_contracts_between_the_rooms_hold() -> None:
    """What pyproject.toml says of imports is true of every module."""
    code = "import sys; from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache"], cwd=ROOT, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert " 0 broken." in done.stdout


def test_every_file_has_a_size_that_can_be_read() -> None:
    """No module of the product is longer than four hundred lines."""
    sizes = {
        str(path.relative_to(ROOT)): len(path.read_text().splitlines())
        for room in ("netcore", "tui")
        for path in (ROOT / room).rglob("*.py")
    }
    assert {path: size for path, size in sizes.items() if size > 400} == {}
