"""The garbage collector of processes that serve for a long time."""

import gc

# How many more objects were made than freed before the youngest are looked through. Python's own 700 are soon made by
# one join or run; nearly all of them go when nobody refers to them any more, without the collector.
NEW_OBJECTS = 20_000


def keep_collector_from_startup() -> None:
    """Collect once, and from then on leave out what there is: modules, classes, URLs stay as long as the process.

    Processes that are forked afterwards share the memory of all that, as no collection writes into it.
    """
    gc.collect()
    gc.freeze()
    _, *older = gc.get_threshold()
    gc.set_threshold(NEW_OBJECTS, *older)
