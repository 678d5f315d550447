"""The message log: entries, the rows they wrap into, the widget that shows them."""
