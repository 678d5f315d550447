"""``chat-tui history``: what a host has kept, read, searched, taken out and put in."""
