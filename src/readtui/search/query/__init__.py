"""The query language of filters, ``--query`` and saved views; docs/queries.md explains it."""
