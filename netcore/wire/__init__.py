"""Bytes to values and back: what stands on the line, and nothing of what it means."""
