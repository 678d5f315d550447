"""What is to be measured, and what came out."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from typing import Any

ENGINES = ("threads", "socketserver", "selectors")
SATURATED = 0.95
"""Share of a CPU from which on the load generator, not the server, may be what limits a rate."""

_PACED_DELIVERIES = 20_000  # a second


@dataclass(frozen=True, slots=True)
class Plan:
    """How the server is loaded.

    Args:
        clients: connections, all in one channel; each gets every message, its own included.
        senders: how many of them send.
        seconds: how long the flood takes, and again the paced phase.
        window: messages of one sender that may be on their way during the flood.
    """

    clients: int = 100
    senders: int = 10
    seconds: float = 5.0
    window: int = 50

    @property
    def rate(self) -> float:
        """Messages a second in the paced phase: 200, fewer where so many would be a flood."""
        return float(max(10, min(200, _PACED_DELIVERIES // self.clients)))


@dataclass(frozen=True, slots=True)
class Faults:
    """What was wrong with the deliveries, counted for each receiver.

    Args:
        lost: never came.
        duplicated: came again.
        reordered: came behind a later one of the same sender.
        corrupted: the text, its number or its target is not what was sent.
        misattributed: another name stands in front than its sender's.
        unexpected: a line that is no message at all.
    """

    lost: int = 0
    duplicated: int = 0
    reordered: int = 0
    corrupted: int = 0
    misattributed: int = 0
    unexpected: int = 0

    def __add__(self, other: Faults) -> Faults:
        return Faults(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    def __bool__(self) -> bool:
        return any(getattr(self, field.name) for field in fields(self))

    def __str__(self) -> str:
        found = [f"{getattr(self, f.name):,} {f.name}" for f in fields(self)]
        return ", ".join(text for text in found if text[0] != "0") or "none"


@dataclass(frozen=True, slots=True)
class Result:
    """What one engine did; what could not be measured is None.

    Args:
        engine: its name.
        error: why there are no figures; empty if there are.
        delivered: messages that reached a client, in both phases.
        faults: what was wrong with them.
        messages_per_s: messages that the server took during the flood.
        deliveries_per_s: what it made of them.
        p50_ms: median delay of the paced phase, from the sender's write to the receiver's read.
        p99_ms: the delay that one in a hundred exceeds.
        rate: messages a second of the paced phase.
        cpu_us_per_delivery: the server's CPU time during the flood.
        rss_mb: its resident memory after the flood.
        kb_per_client: how much of it each client took that had only registered.
        threads: of the server, with all clients connected.
        generator_cpu: share of a CPU that the load generator used during the flood.
    """

    engine: str
    error: str = ""
    delivered: int = 0
    faults: Faults = Faults()
    messages_per_s: float = 0.0
    deliveries_per_s: float = 0.0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    rate: float = 0.0
    cpu_us_per_delivery: float | None = None
    rss_mb: float | None = None
    kb_per_client: float | None = None
    threads: int | None = None
    generator_cpu: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether every delivery was right."""
        return not self.error and not self.faults

    @property
    def saturated(self) -> bool:
        """Whether the load generator was at its end."""
        return self.generator_cpu >= SATURATED

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self) | {"ok": self.ok}

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> Result:
        """The opposite of `as_dict`."""
        known = {field.name: data[field.name] for field in fields(cls) if field.name in data}
        return cls(**known | {"faults": Faults(**data.get("faults", {}))})
