"""Which names are the same name: the CASEMAPPING of a server."""

from collections.abc import Callable

Fold = Callable[[str], str]

_ASCII = {c: c + 32 for c in range(ord("A"), ord("Z") + 1)}
_RFC1459_STRICT = _ASCII | {ord("["): ord("{"), ord("]"): ord("}"), ord("\\"): ord("|")}
_RFC1459 = _RFC1459_STRICT | {ord("~"): ord("^")}


def ascii_fold(name: str) -> str:
    """Fold A-Z only, so that no byte of a UTF-8 sequence is ever touched.

    Source: Modern IRC, RPL_ISUPPORT parameters, CASEMAPPING ``ascii``.
    """
    return name.lower() if name.isascii() else name.translate(_ASCII)


def rfc1459_fold(name: str) -> str:
    """Fold A-Z and ``[]\\~`` to ``{}|^`` (Modern IRC, CASEMAPPING ``rfc1459``)."""
    return name.translate(_RFC1459)


def rfc1459_strict_fold(name: str) -> str:
    """Fold A-Z and ``[]\\`` to ``{}|`` (Modern IRC, CASEMAPPING ``rfc1459-strict``)."""
    return name.translate(_RFC1459_STRICT)


def unicode_fold(name: str) -> str:
    """Fold every script's letters: what ``rfc7613`` and ``precis`` servers do, near enough."""
    return name.casefold()


_FOLDS: dict[str, Fold] = {
    "ascii": ascii_fold,
    "rfc1459": rfc1459_fold,
    "rfc1459-strict": rfc1459_strict_fold,
    "strict-rfc1459": rfc1459_strict_fold,
    "rfc3454": unicode_fold,
    "rfc7613": unicode_fold,
    "rfc8265": unicode_fold,
    "precis": unicode_fold,
}


def fold_for(casemapping: str) -> Fold:
    """The folding for a server's CASEMAPPING; ``rfc1459`` for one that is not known.

    Modern IRC: "If this value is not set, clients should assume it to be ``rfc1459``".
    """
    return _FOLDS.get(casemapping.lower(), rfc1459_fold)
