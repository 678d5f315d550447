"""What is measured, and what some servers need said differently."""

from dataclasses import dataclass

PEERS = ("limit", "ngircd", "inspircd", "ergo", "miniircd", "ncat")
_CAPS = "--caps server-time,message-tags,echo-message,batch"
_FLOOD = "--mode flood --bytes 100 --secs {secs}"


@dataclass(frozen=True, slots=True)
class Quirks:
    """How a server is met.

    Args:
        conc: clients that connect at a time while a run is set up. A small listen backlog makes
            more of them wait for a retransmission; inspircd lets clients in once a second.
        most: the most clients it can hold; that of `select` is 1024 descriptors.
        plain: it speaks no IRC.
        one_channel: it knows one channel and tells nobody who joins it.
    """

    conc: int = 5
    most: int = 1_000_000
    plain: bool = False
    one_channel: bool = False


QUIRKS = {
    "limit": Quirks(conc=250, one_channel=True),
    "inspircd": Quirks(conc=250),
    "ergo": Quirks(conc=250),
    "miniircd": Quirks(most=1000),
    "ncat": Quirks(most=1000, plain=True, one_channel=True),
}


@dataclass(frozen=True, slots=True)
class Case:
    """One thing to measure.

    Args:
        options: those of ircload; a ``--conc`` is part of the case, without one it is setup only.
        columns: which columns its table has.
        channels: it needs more than one channel, or to be told who joins.
        caps: it needs capabilities that no peer is set up to have.
    """

    options: str
    columns: str = "flood"
    channels: bool = False
    caps: bool = False

    @property
    def clients(self) -> int:
        """How many connections it takes."""
        words = self.options.split()
        return int(words[words.index("--clients") + 1])

    def fits(self, quirks: Quirks, *, ours: bool) -> bool:
        """Whether a server can be measured so."""
        if self.clients > quirks.most or (self.caps and not ours):
            return False
        return not (self.channels and quirks.one_channel)


_FLOODS = {
    "10x10": f"{_FLOOD} --clients 10 --senders 10 --window 50",
    "10x10 quickack": f"{_FLOOD} --clients 10 --senders 10 --window 50 --quickack",
    "100x10": f"{_FLOOD} --clients 100 --senders 10 --window 50",
    "100x100": f"{_FLOOD} --clients 100 --senders 100 --window 20",
    "500x20": f"{_FLOOD} --clients 500 --senders 20 --window 20",
}
# One floods with enough to fill what a server keeps for one that does not read.
_STALL = "--mode flood --clients 500 --senders 1 --window 500 --bytes 400 --secs 5"
_MANY = "--mode many --channels 200 --each 50 --clients 200 --senders 20 --bytes 100 --secs {secs}"

CASES: dict[str, Case] = {
    **{f"flood {name}": Case(options) for name, options in _FLOODS.items()},
    **{f"caps {name}": Case(f"{options} {_CAPS}", caps=True) for name, options in _FLOODS.items()},
    "paced 100": Case("--mode paced --clients 100 --rate 200 --bytes 100 --secs 5", "paced"),
    "connect 200 by 5": Case("--mode connect --clients 200 --conc 5", "connect"),
    "connect 500 at once": Case("--mode connect --clients 500 --conc 500 --deadline 20", "connect"),
    "storm 125": Case("--mode storm --clients 125 --deadline 20", "storm", channels=True),
    "storm 250": Case("--mode storm --clients 250 --deadline 20", "storm", channels=True),
    "storm 500": Case("--mode storm --clients 500 --deadline 20", "storm", channels=True),
    "many one channel": Case(f"{_FLOOD} --clients 50 --senders 20 --window 20", "flood"),
    "many 200 in 50 of 200": Case(_MANY, "flood", channels=True),
    "stall none of 500": Case(_STALL, "stall", channels=True),
    "stall one of 500": Case(f"{_STALL} --stalled 1", "stall", channels=True),
    "idle 500": Case("--mode idle --clients 500 --secs 3", "idle"),
    "idle 2000": Case("--mode idle --clients 2000 --secs 3", "idle"),
}
