"""What a ChatClient tells its owner, as values.

Every text in an event has been through `netcore.wire.text.clean`: the texts that people write keep
their IRC formatting codes (see `netcore.wire.formatting`), all other fields have none.
"""

from netcore.client.events.accounts import (
    AccountChanged,
    AccountMade,
    AccountRefused,
)
from netcore.client.events.base import (
    Event,
    Kind,
    Status,
    Why,
)
from netcore.client.events.connection import (
    CertificateChanged,
    CertificateUnknown,
    LagMeasured,
    Listed,
    PasswordNeeded,
    Registered,
    ServerError,
    ServerText,
    StatusChanged,
)
from netcore.client.events.history import (
    CatchingUp,
    HistoryLoaded,
    HistoryMissing,
    ReadMarked,
    Redacted,
)
from netcore.client.events.people import (
    AwayChanged,
    Invited,
    Joined,
    Kicked,
    MembersLoaded,
    ModeChanged,
    NickChanged,
    Parted,
    Quit,
    TopicChanged,
)
from netcore.client.events.talk import (
    Said,
    SendFailed,
)

__all__ = [
    "AccountChanged",
    "AccountMade",
    "AccountRefused",
    "AwayChanged",
    "CatchingUp",
    "CertificateChanged",
    "CertificateUnknown",
    "Event",
    "HistoryLoaded",
    "HistoryMissing",
    "Invited",
    "Joined",
    "Kicked",
    "Kind",
    "LagMeasured",
    "Listed",
    "MembersLoaded",
    "ModeChanged",
    "NickChanged",
    "Parted",
    "PasswordNeeded",
    "Quit",
    "ReadMarked",
    "Redacted",
    "Registered",
    "Said",
    "SendFailed",
    "ServerError",
    "ServerText",
    "Status",
    "StatusChanged",
    "TopicChanged",
    "Why",
]
