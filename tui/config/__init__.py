"""Settings of the commands: declared once, then read from flags, environment and file alike."""
