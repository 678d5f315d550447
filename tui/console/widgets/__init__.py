"""What the dashboard is made of; each widget shows values and asks nothing of the server."""
