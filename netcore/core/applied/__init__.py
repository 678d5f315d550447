"""What each kind of record does when it has its place in the order; `apply` has the table."""
