"""The reader: pages of HTML in which people read an issue and search for articles, with no server and no network.

The templates, styles and scripts beside this file are put into one ``index.html``, so that it can be moved anywhere.
Text that was read off a scan is data: Jinja escapes it, and the page's own policy lets no script run but ours.
"""
