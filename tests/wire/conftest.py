"""Vectors: what goes in and what comes out, as data."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

DATA = Path(__file__).with_name("data")


def vectors(name: str, table: str) -> list[dict[str, Any]]:
    """The entries of one table of one file of vectors."""
    entries: list[dict[str, Any]] = tomllib.loads((DATA / f"{name}.toml").read_text())[table]
    return entries
