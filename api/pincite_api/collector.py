"""Python's cyclic garbage collector, kept away from what lives as long as a generation does."""

from __future__ import annotations

import gc


def settle() -> None:
    """Collect, and count what is left as permanent until this is called again.

    What an open generation holds is hundreds of thousands of objects that no collection will ever
    free, and a full collection that looks at them all holds up the request it falls into: 20 to 90
    ms at a million passages. To be called when a generation goes live and again once the requests
    on the one before have ended, or that one's memory would be kept as well.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
