"""The tour: its steps, the panel that says what to do, the card at its end, and the app that it runs in."""
