"""Programs outside the app: browsers, desktop openers, editors."""
