"""What the capabilities that have a value are offered with."""

from netcore.core import metadata, multiline

OFFERS = {
    "draft/multiline": multiline.LIMITS,
    "draft/metadata-2": metadata.LIMITS,
    "draft/metadata-3": f"{metadata.LIMITS},max-key-bytes={metadata.MAX_KEY}",
}
"""Values by capability; all others have none."""
