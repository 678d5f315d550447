"""The join app: a chat client for the terminal, on a screen or as plain lines."""
