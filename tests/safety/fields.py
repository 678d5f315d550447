"""Every field that a server or another person can fill, filled with one attack."""

from __future__ import annotations

from collections.abc import Iterator

from tests.safety.corpus import line, word


def everywhere(text: str, place: bytes = b"#lobby") -> list[bytes]:
    """Lines of a server that put a text into each field of each message.

    Args:
        text: the attack.
        place: a channel in which the client ``me`` and ``bob`` are.
    """
    return [
        *_said(line(text), word(text), place),
        *_people(line(text), word(text), place),
        *_channels(line(text), word(text), place),
        *_server(line(text), word(text), place),
        *_past(line(text), word(text), place),
    ]


def _said(text: bytes, name: bytes, place: bytes) -> Iterator[bytes]:
    evil = b":%s!%s@%s" % (name, name, name)
    yield b":bob!u@h PRIVMSG %s :%s" % (place, text)
    yield b":bob!u@h PRIVMSG %s :me: %s" % (place, text)
    yield b":bob!u@h PRIVMSG %s :\x01ACTION %s\x01" % (place, text)
    yield b":bob!u@h PRIVMSG %s :\x01%s\x01" % (place, text)
    yield b":bob!u@h NOTICE %s :%s" % (place, text)
    yield b"%s PRIVMSG %s :hello" % (evil, place)
    yield b"%s PRIVMSG %s :\x01ACTION waves\x01" % (evil, place)
    yield b"%s NOTICE %s :hello" % (evil, place)
    yield b"%s PRIVMSG me :%s" % (evil, text)
    yield b":%s NOTICE me :%s" % (name, text)
    yield b"@%s=%s;time=%s;msgid=%s;account=%s :bob!u@h PRIVMSG %s :tags" % (
        *(name.replace(b";", b"_") for _ in range(5)),
        place,
    )
    yield b"@+typing=active;+draft/reply=%s :bob!u@h TAGMSG %s" % (name, place)
    yield b":bob!u@h WALLOPS :%s" % text


def _people(text: bytes, name: bytes, place: bytes) -> Iterator[bytes]:
    evil = b":%s!%s@%s" % (name, name, name)
    yield b"%s JOIN %s %s :%s" % (evil, place, name, text)
    yield b":srv 353 me = %s :me @bob +%s @%s2!%s@%s" % (place, name, name, name, name)
    yield b":srv 366 me %s :%s" % (place, text)
    yield b"%s AWAY :%s" % (evil, text)
    yield b"%s CHGHOST %s %s" % (evil, name, name)
    yield b"%s SETNAME :%s" % (evil, text)
    yield b"%s ACCOUNT %s" % (evil, name)
    yield b":bob!u@h MODE %s +v-o+%s %s %s" % (place, name, name, name)
    yield b"%s NICK :%s_" % (evil, name)
    yield b":%s_!u@h PART %s :%s" % (name, place, text)
    yield b"%s JOIN %s" % (evil, place)
    yield b":%s2!u@h KICK %s %s :%s" % (name, place, name, text)
    yield b"%s JOIN %s" % (evil, place)
    yield b"%s QUIT :%s" % (evil, text)
    ours = name.replace(b"@", b"_")  # it has to be left again
    yield b":me!u@h NICK :%s" % ours
    yield b":%s!u@h NICK :me" % ours
    yield b":%s!u@h INVITE me #%s" % (name, name)


def _channels(text: bytes, name: bytes, place: bytes) -> Iterator[bytes]:
    channel = b"#" + name
    yield b":me!u@h JOIN %s %s :%s" % (channel, name, text)
    yield b":srv 353 me = %s :me @%s" % (channel, name)
    yield b":srv 366 me %s :%s" % (channel, text)
    yield b":%s!u@h PRIVMSG %s :me: %s" % (name, channel, text)
    yield b":srv 332 me %s :%s" % (channel, text)
    yield b":srv 333 me %s %s %s" % (channel, name, name)
    yield b":%s TOPIC %s :%s" % (name, place, text)
    yield b":srv 332 me %s :%s" % (place, text)
    yield b":srv 322 me %s 7 :%s" % (channel, text)
    yield b":srv 367 me %s %s %s 1" % (place, name, name)
    yield b":srv RENAME %s #x%s :%s" % (channel, name, text)
    yield b":%s!u@h KICK %s me :%s" % (name, channel, text)


def _server(text: bytes, name: bytes, place: bytes) -> Iterator[bytes]:
    yield b":%s 005 me NETWORK=%s %s=%s CHANTYPES=#%s NICKLEN=%s :%s" % (*((name,) * 6), text)
    yield b":srv 005 me PREFIX=(ov)@+ CHANTYPES=# NETWORK=%s :x" % name
    yield b":srv CAP me NEW :%s=%s sasl=%s sts=%s" % (name, name, name, name)
    yield b":srv CAP me DEL :%s" % name
    yield b":srv FAIL PRIVMSG %s %s :%s" % (name, name, text)
    yield b":srv FAIL %s %s :%s" % (name, name, text)
    yield b":srv NOTE * %s :%s" % (name, text)
    yield b":srv WARN %s %s :%s" % (name, name, text)
    yield b":srv METADATA %s %s * :%s" % (place, name, text)
    yield b":srv 761 me %s %s * :%s" % (name, name, text)
    yield b":srv MARKREAD %s timestamp=%s" % (place, name)
    yield b":srv REGISTER SUCCESS %s :%s" % (name, text)
    yield b":srv AUTHENTICATE %s" % name
    yield b":%s %s %s :%s" % (name, name, name, text)
    yield b":%s PONG %s :%s" % (name, name, text)
    for number in (1, 2, 4, 42, 221, 250, 265, 301, 305, 307, 311, 312, 313, 317, 318, 319, 320):
        yield b":%s %03d me %s %s %s :%s" % (name, number, name, name, name, text)
    for number in (324, 329, 330, 335, 338, 341, 346, 351, 352, 364, 371, 372, 378, 391, 396):
        yield b":%s %03d me %s %s %s :%s" % (name, number, name, name, name, text)
    for number in (401, 403, 404, 421, 432, 433, 442, 461, 471, 473, 474, 475, 482, 501, 524, 671):
        yield b":%s %03d me %s :%s" % (name, number, name, text)
    for number in (696, 710, 716, 730, 731, 900, 904, 908, 926, 999):
        yield b":%s %03d me %s %s :%s" % (name, number, name, name, text)


def _past(text: bytes, name: bytes, place: bytes) -> Iterator[bytes]:
    evil = b":%s!%s@%s" % (name, name, name)
    yield b":srv BATCH +%s chathistory %s %s" % (name, place, text)
    yield b"@batch=%s;msgid=%s %s PRIVMSG %s :%s" % (name, name, evil, place, text)
    yield b":srv BATCH -%s" % name
    yield b"@msgid=old :bob!u@h PRIVMSG %s :to be forgotten" % place
    yield b"%s REDACT %s old :%s" % (evil, place, text)
    yield b":srv BATCH +m draft/multiline %s" % place
    yield b"@batch=m %s PRIVMSG %s :%s" % (evil, place, text)
    yield b"@batch=m;draft/multiline-concat %s PRIVMSG %s :%s" % (evil, place, text)
    yield b":srv BATCH -m"
    yield b":srv BATCH +n netsplit %s %s" % (name, name)
    yield b"@batch=n %s QUIT :%s %s" % (evil, name, name)
    yield b":srv BATCH -n"
