"""Every command of the app, in one table; footer, help, palette and docs/keys.md come from it."""
