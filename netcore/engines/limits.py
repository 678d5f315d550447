"""How many descriptors this process may hold, and how many threads it may ask for."""

import resource
from contextlib import suppress

# The program's own: history, log, pipes, libraries that open a file for a moment.
OWN_DESCRIPTORS = 64


def raise_descriptor_limit(clients: int) -> str:
    """Lift the soft limit on open files to the hard one.

    Args:
        clients: connections that shall be possible at once.

    Returns:
        Empty, or one sentence for the operator when the hard limit is too low for so many.
    """
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = clients + OWN_DESCRIPTORS
    # An infinite soft limit is refused by some systems (macOS): there, ask for what is needed.
    target = max(soft, wanted) if hard == resource.RLIM_INFINITY else hard
    if soft not in (resource.RLIM_INFINITY, target):
        with suppress(ValueError, OSError):  # a sandbox may forbid it: what follows tells
            resource.setrlimit(resource.RLIMIT_NOFILE, (target, hard))
            soft = target
    if soft == resource.RLIM_INFINITY or soft >= wanted:
        return ""
    return (
        f"this process may open {soft} files, so at most about {max(0, soft - OWN_DESCRIPTORS)}"
        f" clients fit, not {clients}: raise the limit with `ulimit -n {wanted}` before starting"
    )
