"""The query language of filters, ``--query`` and saved views, and its evaluation; docs/queries.md explains it."""
