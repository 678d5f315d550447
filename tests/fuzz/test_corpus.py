"""Every input that the fuzzer found worth keeping, and what was made up by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS

_CORPUS = Path(__file__).parent / "corpus"
_FILES = sorted(path.relative_to(_CORPUS) for path in _CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("file", _FILES, ids=str)
def test_a_known_input_is_dealt_with(file: Path) -> None:
    """Nothing is raised, and what is always true still is."""
    TARGETS[file.parts[0]]((_CORPUS / file).read_bytes())


@pytest.mark.parametrize("target", TARGETS)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_dealt_with(target: str, data: bytes) -> None:
    """Nothing is raised, whatever comes."""
    TARGETS[target](data)
