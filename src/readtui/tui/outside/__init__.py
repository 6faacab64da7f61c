"""Programs outside of the app: browsers, desktop openers, editors."""
