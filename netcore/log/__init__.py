"""Who puts the records in order, and keeps them."""
