"""What the documents point at is there: files linked to, and tests named as proof."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
LINK = re.compile(r"\]\((?!https?:|#)([^)#]+)")
PROOF = re.compile(r"`([a-z0-9_/]+\.py)::([^`]+)`")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_leads_somewhere(document: Path) -> None:
    links = LINK.findall(document.read_text("utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_every_test_that_is_named_exists() -> None:
    text = (ROOT / "docs" / "RELIABILITY.md").read_text("utf-8").split("\n### ", 1)[1]
    named = [
        (path, name.strip()) for path, names in PROOF.findall(text) for name in names.split(",")
    ]
    assert len(named) > 100
    missing = [
        f"{path}::{name}"
        for path, name in named
        if f"def {name}(" not in (ROOT / "tests" / path).read_text("utf-8")
    ]
    assert missing == []
