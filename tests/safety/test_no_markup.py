"""No string that others may have filled reaches a widget as markup: looked for in the source."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import tui

SOURCES = sorted(Path(tui.__file__).parent.rglob("*.py"))

_TITLES = {"border_title", "border_subtitle", "tooltip"}
_UPDATES = {"update", "add_option", "add_row", "add_column", "add_leaf"}
_PARSERS = {"from_markup", "render_markup", "render_str"}
_TOASTS = {"notify"}
# Of these values no part is parsed any more.
_VALUES = {"Content", "Text", "Group", "Table"}
# Widgets of Textual whose first argument is no text, or is what a person types.
_NO_TEXT = {"Input", "TextArea", "Horizontal", "Vertical", "VerticalScroll", "OptionList", "Footer"}


class Module:
    """One module, and what in it gives a string to something that reads markup."""

    def __init__(self, source: str) -> None:
        self._tree = ast.parse(source)
        self._widgets = {
            alias.asname or alias.name
            for node in ast.walk(self._tree)
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("textual.widget")
            for alias in node.names
            if alias.name not in _NO_TEXT and alias.name[0].isupper()
        }
        self._makers = {
            node.name
            for node in ast.walk(self._tree)
            if isinstance(node, ast.FunctionDef)
            and isinstance(node.returns, ast.Name)
            and node.returns.id in _VALUES
        } | {
            node.name
            for node in ast.walk(self._tree)
            if isinstance(node, ast.ClassDef)
            and any(getattr(each, "name", "") == "__rich_console__" for each in node.body)
        }

    def mistakes(self) -> Iterator[str]:
        """What is wrong, with its line."""
        for node in ast.walk(self._tree):
            match node:
                case ast.Call():
                    yield from self._call(node)
                case ast.Assign():
                    yield from self._assignment(node)
                case ast.Attribute(attr=name) if name in _PARSERS:
                    yield f"{node.lineno}: {name} parses markup"
                case ast.ImportFrom(module=str(name)) if name.endswith("markup"):
                    yield f"{node.lineno}: {name} is markup"
                case ast.keyword(arg="markup", value=value) if not _is_false(value):
                    yield f"{value.lineno}: markup is not plainly False"

    def _call(self, call: ast.Call) -> Iterator[str]:
        name = _name(call.func)
        last = name.rpartition(".")[2]
        told = any(word.arg == "markup" for word in call.keywords)
        if last in _TOASTS and not told:
            yield f"{call.lineno}: {last}() without markup=False"
        given = call.args[0] if call.args else None
        if name in self._widgets and not told and given and not self._is_harmless(given):
            yield f"{call.lineno}: {name}() gets a string that is read as markup"
        if last in _UPDATES and any(_is_composed(each) for each in call.args):
            yield f"{call.lineno}: {last}() gets a string that may be read as markup"

    def _assignment(self, node: ast.Assign) -> Iterator[str]:
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value]
        safe = all(self._is_harmless(value) for value in values)
        for target in node.targets:
            for each in target.elts if isinstance(target, ast.Tuple) else [target]:
                if isinstance(each, ast.Attribute) and each.attr in _TITLES and not safe:
                    yield f"{node.lineno}: {each.attr} is read as markup"

    def _is_harmless(self, value: ast.expr) -> bool:
        """Whether it is a literal, or made into a value in which nothing is parsed.

        What goes into the rows of a table is looked at by itself.
        """
        if isinstance(value, ast.Constant):
            return True
        if not isinstance(value, ast.Call):
            return False
        name = _name(value.func)
        return name.partition(".")[0] in _VALUES or name.rpartition(".")[2] in self._makers


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return f"{_name(node.value)}.{node.attr}"
    return node.id if isinstance(node, ast.Name) else ""


def _is_false(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and value.value is False


def _is_composed(value: ast.expr) -> bool:
    """Whether a string is put together here: by an f-string, by ``%``, ``+`` or ``format``."""
    match value:
        case ast.JoinedStr():
            return True
        case ast.BinOp(left=left, right=right):
            return any(_is_composed(side) or _is_literal(side) for side in (left, right))
        case ast.Call(func=ast.Attribute(attr="format" | "join", value=value)):
            return _is_literal(value)
    return False


def _is_literal(value: ast.expr) -> bool:
    return isinstance(value, ast.Constant) and isinstance(value.value, str)


@pytest.mark.parametrize(
    "path", SOURCES, ids=lambda path: str(path.relative_to(Path(tui.__file__).parent))
)
def test_no_module_gives_strings_of_others_to_markup(path: Path) -> None:
    """Widgets, titles and toasts get literals, `Content`, `Text`, or are told to read none."""
    assert list(Module(path.read_text("utf-8")).mistakes()) == []


_AROUND = """
from textual.widgets import Button, Label, Static
from textual.widgets.option_list import Option

class Screen:
    def method(self, text, nick):
        {}

    def _line(self, hit) -> Content:
        return Content(hit)
"""


@pytest.mark.parametrize(
    "planted",
    [
        "self.notify(text)",
        "app.notify(f'{nick} joined', severity='error')",
        "self.notify(text, markup=True)",
        "self.notify(text, markup=self.fancy)",
        "yield Static(nick)",
        "yield Label(f'Nobody vouches for {server}')",
        "yield Button(name, id='x')",
        "yield Static(self._words(nick))",
        "options.add_option(Option(name))",
        "box.border_title = channel",
        "box.border_subtitle = f'{count} people'",
        "one.border_title, other.border_title = 'a', f'{nick}'",
        "widget.tooltip = topic",
        "Text.from_markup(topic)",
        "Content.from_markup('[b]$nick', nick=nick)",
        "from rich.markup import escape",
        "self.query_one('#topic').update(f'{name}: {topic}')",
        "table.add_row('x', f'{nick}')",
        "self.query_one('#topic').update('%s' % topic)",
        "self.query_one('#topic').update('Topic: ' + topic)",
        "self.query_one('#topic').update('{}'.format(topic))",
        "self.query_one('#topic').update(' '.join(nicks))",
    ],
)
def test_each_mistake_is_found(planted: str) -> None:
    """One planted mistake of each kind does not go unseen."""
    assert list(Module(_AROUND.format(planted)).mistakes())


@pytest.mark.parametrize(
    "good",
    [
        "yield Static('a literal')",
        "yield Static(Content(nick))",
        "yield Label(Content.styled(nick, 'bold'), markup=False)",
        "yield Static(text, markup=False)",
        "options.add_option(Option(self._line(nick)))",
        "self.notify(text, markup=False)",
        "sys.stdout.write(f'{nick}')",
        "box.border_title = 'Search'",
        "box.border_title = Content(f'{nick}')",
    ],
)
def test_what_is_right_is_let_be(good: str) -> None:
    """The ways in which it is done here are no mistakes."""
    assert list(Module(_AROUND.format(good)).mistakes()) == []
