"""Imported annotations: where their passages are, who they are, and those that wait for their article."""
