"""The client's half: a line over a socket, and a chat over lines."""
