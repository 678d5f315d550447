"""Passwords and accounts from the command line."""
