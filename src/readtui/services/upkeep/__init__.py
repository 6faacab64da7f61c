"""The trash and the doctor."""
