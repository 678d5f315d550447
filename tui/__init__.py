"""The two apps that a person starts, host and join, and the command line in front of them."""
