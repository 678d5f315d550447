"""The servers of the conformance tests, for clients that others have written."""

from tests.conformance.conftest import engine, host, open_host

__all__ = ["engine", "host", "open_host"]
