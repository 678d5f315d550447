"""The chat itself: sessions, users, channels, and what becomes of a line; pure."""
