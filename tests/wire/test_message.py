"""One IRC message: parsed from a line, and written as one."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from netcore.errors import WireError
from netcore.wire.message import (
    Message,
    middle,
    parse,
    parse_tags,
    serialise,
    serialise_tags,
    unescape_tag,
)
from tests.wire.conftest import vectors

word = st.text(
    st.characters(exclude_characters=" \r\n\0", exclude_categories=["Cs"]), min_size=1, max_size=12
).filter(lambda text: text[0] != ":")
text = st.text(st.characters(exclude_characters="\r\n\0", exclude_categories=["Cs"]), max_size=30)
tag_name = st.from_regex(r"\+?([a-z]+\.[a-z]+/)?[A-Za-z0-9-]{1,8}", fullmatch=True)
tag_value = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
messages = st.builds(
    lambda command, middles, last, source, tags: Message(command, (*middles, *last), source, tags),
    st.from_regex(r"[A-Z]{1,12}|[0-9]{3}", fullmatch=True),
    st.lists(word, max_size=5),
    st.lists(text, max_size=1),
    st.one_of(
        st.just(""), st.from_regex(r"[a-z]{1,9}(!~?[a-z]{1,9}@[a-z.]{1,9})?", fullmatch=True)
    ),
    st.dictionaries(tag_name, tag_value, max_size=4),
)


def as_message(entry: dict[str, Any]) -> Message:
    """The message that an entry of the vectors describes."""
    return Message(
        entry["command"],
        tuple(entry.get("params", ())),
        entry.get("source", ""),
        entry.get("tags", {}),
    )


@pytest.mark.parametrize("entry", vectors("parse", "line"), ids=lambda entry: entry["input"])
def test_a_line_is_read(entry: dict[str, Any]) -> None:
    """Tags, source, command and parameters are where the specification says."""
    assert parse(entry["input"]) == as_message(entry), entry.get("why", "")


@pytest.mark.parametrize("entry", vectors("parse", "nothing"), ids=lambda e: repr(e["input"]))
def test_a_line_without_a_command_is_an_error(entry: dict[str, Any]) -> None:
    """It says so, and nothing else is raised."""
    with pytest.raises(WireError):
        parse(entry["input"])


@pytest.mark.parametrize("entry", vectors("serialise", "message"), ids=lambda e: e["line"])
def test_a_message_is_written(entry: dict[str, Any]) -> None:
    """Each message has one form."""
    message = as_message(entry)
    assert serialise(message) == str(message) == entry["line"], entry.get("why", "")


@pytest.mark.parametrize("entry", vectors("serialise", "impossible"), ids=str)
def test_what_would_break_a_line_is_not_written(entry: dict[str, Any]) -> None:
    """A message that would be read as another one, or as two, is refused."""
    with pytest.raises(WireError):
        serialise(as_message(entry))


@pytest.mark.parametrize("entry", vectors("sources", "source"), ids=lambda e: e["source"])
def test_the_nick_is_in_the_source(entry: dict[str, str]) -> None:
    """A server's name is its nick."""
    assert Message("PING", source=entry["source"]).nick == entry["nick"]


@given(messages)
def test_what_was_written_is_read_as_it_was(message: Message) -> None:
    """Writing and reading are inverse."""
    line = serialise(message)
    assert not set("\r\n\0") & set(line)
    assert parse(line) == message


@given(st.text(max_size=60))
def test_any_line_is_a_message_or_an_error(line: str) -> None:
    """Nothing else comes of it, and what was read can be read again once it is written."""
    try:
        message = parse(line)
    except WireError:
        return
    assert message.command
    assert message.command == message.command.upper()
    try:
        written = serialise(message)
    except WireError:
        return
    again = parse(written)
    assert (again.params, again.source, again.tags) == (
        message.params,
        message.source,
        message.tags,
    )


@given(st.dictionaries(tag_name, tag_value))
def test_tags_are_read_as_they_were_written(tags: dict[str, str]) -> None:
    """Whatever stands in their values."""
    written = serialise_tags(tags)
    assert parse_tags(written[1:-1]) == tags
    assert bool(written) is bool(tags)


@given(st.text())
def test_unescaping_never_fails(value: str) -> None:
    """Any value is one, and never longer than it was."""
    assert len(unescape_tag(value)) <= len(value)


def test_missing_parameters_have_defaults() -> None:
    """A peer may have sent fewer than one looks for."""
    message = Message("KICK", ("#a", "bob"))
    assert (message.param(1), message.param(2), message.param(2, "x")) == ("bob", "", "x")


@pytest.mark.parametrize(
    ("word", "stands"), [("#a", "#a"), ("a:b", "a:b"), ("", "*"), (":b", "*"), ("a b", "*")]
)
def test_what_cannot_stand_in_the_middle_of_a_line_is_a_star(word: str, stands: str) -> None:
    """A parameter that is not the last is not empty, begins with no colon and has no space."""
    assert middle(word) == stands
