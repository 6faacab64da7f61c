# bash reads this file at the first Tab after "readtui". The script itself comes from the readtui that is installed.
eval "$(_READTUI_COMPLETE=bash_source readtui 2>/dev/null)"
