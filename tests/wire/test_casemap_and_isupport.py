"""Which names are the same, and what a server says of itself."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.wire import isupport
from netcore.wire.casemap import ascii_fold, fold_for
from netcore.wire.isupport import Features


@pytest.mark.parametrize(
    ("mapping", "one", "other", "same"),
    [
        ("ascii", "Alice", "aLICE", True),
        ("ascii", "a[", "a{", False),
        ("ascii", "Ä", "ä", False),
        ("rfc1459", "A[]\\~", "a{}|^", True),
        ("rfc1459-strict", "a[]\\", "A{}|", True),
        ("rfc1459-strict", "a~", "a^", False),
        ("strict-rfc1459", "a[", "a{", True),
        ("RFC1459", "a~", "a^", True),
        ("unheard-of", "a~", "a^", True),
        ("precis", "ÄNNE", "änne", True),
        ("rfc7613", "Ж", "ж", True),
    ],
)
def test_names_fold_as_the_server_says(mapping: str, one: str, other: str, same: bool) -> None:
    """Each CASEMAPPING decides which two names are one."""
    fold = fold_for(mapping)
    assert (fold(one) == fold(other)) is same


@given(st.text())
def test_folding_touches_no_byte_beyond_ascii(name: str) -> None:
    """What is folded as bytes and what is folded as text is the same."""
    assert ascii_fold(name).encode("utf-8", "surrogatepass") == (
        name.encode("utf-8", "surrogatepass").lower()
    )
    assert ascii_fold(ascii_fold(name)) == ascii_fold(name)


def test_tokens_are_written_thirteen_a_line() -> None:
    """No line has more, and a token without a value has no equal sign."""
    tokens = {f"T{number}": str(number) if number % 2 else "" for number in range(30)}
    lines = list(isupport.lines(tokens))
    assert [len(line) for line in lines] == [13, 13, 4]
    assert lines[0][:2] == ("T0", "T1=1")


@given(st.text(st.characters(max_codepoint=127, exclude_categories=["Cc"])))
def test_values_come_back_as_they_were_written(value: str) -> None:
    """Escaping and reading are inverse, and no space or second equal sign is left."""
    escaped = isupport.escape(value)
    assert not set(" =") & set(escaped)
    features = Features()
    features.update([f"NETWORK={escaped}"])
    assert features.network == value


def test_defaults_stand_until_a_server_speaks() -> None:
    """What Modern IRC says of a token that is missing."""
    features = Features()
    assert features.channel_types == "#&"
    assert features.prefixes == {"@": "o", "+": "v"}
    assert features.mode_kinds == ("beI", "k", "l", "imnpst")
    assert features.line_length == 512
    assert features.network == ""
    assert features.fold("A~") == "a^"
    assert features.is_channel("&x")
    assert not features.is_channel("x")
    assert not features.is_channel("")


def test_a_server_says_what_it_has() -> None:
    """Tokens in any case, values with escapes, and tokens taken back."""
    features = Features()
    features.update(
        [
            "chantypes=!",
            "PREFIX=(qo)~@",
            "CHANMODES=a,b",
            "NICKLEN=09",
            "NETWORK=A\\x20B",
            "SAFE",
            "",
        ]
    )
    features.update(["CASEMAPPING=ascii", "-SAFE", "-UNKNOWN", "=x"])
    assert features.is_channel("!x")
    assert features.prefixes == {"~": "q", "@": "o"}
    assert features.mode_kinds == ("a", "b", "", "")
    assert features.number("NICKLEN", 30) == 9
    assert features.network == "A B"
    assert "SAFE" not in features.tokens
    assert features.fold("A~") == "a~"


@pytest.mark.parametrize("value", ["", "0", "-5", "x", "1.5", "²", "1" * 10, "9" * 5000])
def test_a_number_that_is_none_has_the_default(value: str) -> None:
    """A server that got a number wrong does not break its client."""
    features = Features()
    features.update([f"LINELEN={value}"])
    assert features.line_length == 512


@pytest.mark.parametrize(
    "value", ["", "ov@+", "(ov", "(o)v)", "(ov)@", "(" + "a" * 300 + ")" + "@" * 300]
)
def test_a_prefix_that_is_none_breaks_nothing(value: str) -> None:
    """Whatever a server says, there is a table of signs."""
    features = Features()
    features.update([f"PREFIX={value}"])
    assert all(len(sign) == len(letter) == 1 for sign, letter in features.prefixes.items())


@given(st.lists(st.text(max_size=20)))
def test_any_tokens_are_taken(items: list[str]) -> None:
    """No 005 line makes a client fail."""
    features = Features()
    features.update(items)
    assert features.prefixes is not None
    assert len(features.mode_kinds) == 4
    features.is_channel("#a")
    features.fold("x")
