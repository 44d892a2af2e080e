"""Prefect around the reader: the flow of an issue and the ``baokan`` command. No image or text work here."""
