"""What SCRAM-SHA-256 asks of clients, which have bounds of their own."""

from __future__ import annotations

import base64

from scramp import ScramClient

from tests.conformance.conftest import Host
from tests.conformance.test_accounts import encoded, host, negotiating

__all__ = ["host"]


def test_the_rounds_are_many_and_no_more_than_clients_take(host: Host) -> None:
    """Cyrus SASL, by which Pidgin and others log in, refuses more than 65,536.

    RFC 7677, section 4: "the hash iteration-count SHOULD be at least 4096, but careful
    consideration should be given to using a significantly higher value".
    """
    client = negotiating(host)
    scram = ScramClient(["SCRAM-SHA-256"], "bob", "sesame")
    client.ask("AUTHENTICATE SCRAM-SHA-256")
    (challenge,) = client.ask(f"AUTHENTICATE {encoded(scram.get_client_first())}")
    rounds = base64.b64decode(challenge.params[0]).decode().rpartition(",i=")[2]
    assert 4 * 4096 <= int(rounds) <= 65_536
