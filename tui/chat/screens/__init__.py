"""What fills the terminal: the chat itself, the help page, the question for a password."""
