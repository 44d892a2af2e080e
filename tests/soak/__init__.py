"""Does to a served instance what may happen to it, for real: ``python -m tests.soak [CASE...]``.

Real processes, real files, a real server; each case ``--times`` times, at other moments each time. The moments are
drawn with ``--seed``. Only what is not to be had here is left out, and the table says so: a disk of a few megabytes
needs root, a clock of one's own needs a C compiler. What a case comes to in an attempt:

kill …       an issue of three pages is dropped; then, right away, when its run has begun, or when one, two or three
             of its pages are read, and up to ``LONGEST_DELAY`` seconds later, the processes of that name get kill -9.
full disk    a page of an issue that was read is replaced by another while its results' disk is full, or gets full.
scans …      issues that come as copies do. The watcher must take none too early, nor twice.
two watchers ``baokan watch`` or ``baokan serve`` is started beside the one that runs.
share …      the watched folder is renamed and comes back, or, as root, is covered by an empty mount.
clock …      the wall clock of all processes goes back an hour (``clock.c``).
200 at once  that many issues of one small page, dropped at once.

In each, an attempt has passed if the issue was completed by one run, its ``issue.json`` is, but for the time it was
made at, the one that undisturbed reading gives; no ``issue.json`` that was ever to be seen was not whole; and no page
that had been read was read again, so that a kill costs at most the page in hand. Pages that were away with their share
may have a second run.
"""
