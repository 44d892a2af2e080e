"""The issue on the way out: the schema of issue.json, the files of an issue's folder, the page pictures."""
