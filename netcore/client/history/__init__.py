"""What was said while nobody listened: asked for, put in its place, told once."""

from netcore.client.history.catching_up import CatchingUp
from netcore.client.history.places import Place, Places
from netcore.client.history.requests import Request, Requests

__all__ = ["CatchingUp", "Place", "Places", "Request", "Requests"]
