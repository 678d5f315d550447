"""Secrets: how they are kept and compared."""
