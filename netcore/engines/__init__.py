"""Engines move bytes between sockets and a sink; they know nothing of IRC."""
