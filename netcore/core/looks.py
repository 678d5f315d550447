"""What a name looks like, so that nobody can stand beside somebody else as a twin."""

from functools import cache


def look(name: str) -> str:
    """What two names have in common that cannot be told apart on a screen.

    Letters that look like an ASCII letter become that one, others the first of those that look
    like them (Unicode UTS 39, "Confusable Detection"). Within ASCII nothing but case is alike:
    bill and bi1l are told apart by whoever reads, as everywhere on IRC.
    """
    if name.isascii():
        return name.lower()
    return "".join(map(_prototype, name)).casefold()


@cache
def _prototype(letter: str) -> str:
    if letter.isascii():
        return letter
    # Its table takes a tenth of a second to load: only where somebody has such a name.
    from confusable_homoglyphs.confusables import confusables_data

    alike: list[str] = [one["c"] for one in confusables_data.get(letter, ())]
    ascii_ones = [one for one in alike if one.isascii()]
    return ascii_ones[0] if ascii_ones else min([letter, *alike])
