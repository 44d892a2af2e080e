"""Measures the reader: ``python -m tests.bench [SAMPLES_DIR] [NAME...] [--out DIR]``.

Without arguments it reads the project's own sample issue in ``scans/``, one drawn page of 4500 x 6000 px and, where
``../shared/samples`` lies beside the checkout, every issue there; with names, only those. One issue after another,
each in a fresh process of its own. What the columns say:

s/page      seconds a page, by the wall clock: from the scan's file to the articles and the files written, divided by
            the pages. Everything that ``python -m ocr`` does but starting. Engines are slow at first (the runtime
            prepares each shape of a batch when it first meets it), so the first page is read once before anything
            is timed.
finding     seconds a page in the engine's detector, which is part of s/page.
own         seconds a page that the recognizer itself takes for the page's lines: while the page is read, or for the
            very same crops right after it, whichever is less. Lines that were looked at twice count once.
ratio       s/page over own: 1.0 would be a reader that spends no time on anything but letters; at most 2.0 is asked.
            Both are measured in one run, so a busy machine slows them nearly alike; a ratio travels, seconds do not.
            Where others work, ``--repeat 3`` reads each page thrice and takes the least.
MB          the greatest memory that the process had, engine and libraries included (``ru_maxrss``). This process
            stays small, since on Linux a child's figure begins with its parent's.
start       seconds to import and load the engine: once a process, and part of no other column.

certain     the share of the characters that are given 0.95 or more; right: the share of those that are right.
rev_bad     the share marked for review of the articles with a cer over 0.05, or that are none; rev_ok: of the others.

The scores are those of ``eval/score.py`` beside the samples, whose head says what each means. Where it is not there,
``art_f1`` and ``cer`` of the project's own sample are worked out here, to the same definitions.
"""
