# fish reads this file at the first Tab after "readtui". The script itself comes from the readtui that is installed.
_READTUI_COMPLETE=fish_source readtui 2>/dev/null | source
