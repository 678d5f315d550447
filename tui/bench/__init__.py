"""``chat-tui bench``: what this machine holds, measured."""
