"""The host app: it starts a chat server and shows it, or runs it without a screen."""
