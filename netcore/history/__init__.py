"""What was said is kept here: the stores of the history, in memory and in SQLite."""
