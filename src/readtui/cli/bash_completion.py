"""Completion for bash: as click's, but with titles beside the ids that are listed, and with what is safe quoted."""

from click.shell_completion import BashComplete, CompletionItem, add_completion_class

# COMP_TYPE 37 and 42 put the words themselves on the line one by one or all; only where they are listed, as at the
# second Tab, the titles stand beside them. The names of files are bash's own part.
_SOURCE = r"""
%(complete_func)s() {
    local type value about line
    local -a values=() lines=()
    while IFS=$'\t' read -r type value about; do
        case $type in
            file) compopt -o default ;;
            dir) compopt -o dirnames ;;
            plain)
                printf -v value '%%q' "$value"
                values+=("$value")
                lines+=("$value${about:+  ($about)}")
                ;;
        esac
    done < <(env COMP_WORDS="${COMP_WORDS[*]}" COMP_CWORD="$COMP_CWORD" %(complete_var)s=bash_complete "$1")
    COMPREPLY=("${values[@]}")
    if ((${#values[@]} > 1)) && [[ $COMP_TYPE == 63 || $COMP_TYPE == 33 || $COMP_TYPE == 64 ]]; then
        COMPREPLY=("${lines[@]}")
    fi
}

complete -o nosort -F %(complete_func)s %(prog_name)s
"""


class DescribingBashComplete(BashComplete):
    """The words as tab-separated lines: the type, the word, and what it is."""

    source_template = _SOURCE

    def format_completion(self, item: CompletionItem) -> str:
        """One line."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"


def register() -> None:
    """Use it in place of click's."""
    add_completion_class(DescribingBashComplete, "bash")
