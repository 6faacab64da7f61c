"""Completion for bash and fish, where click's own is not enough: titles beside ids, quotes, words with commas."""

from click.shell_completion import BashComplete, CompletionItem, FishComplete, add_completion_class

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
    """Titles beside ids, and only what is safe on the line: a tab-separated line a word, its type and what it is."""

    source_template = _SOURCE

    def format_completion(self, item: CompletionItem) -> str:
        """One line."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"


class WholeFishComplete(FishComplete):
    """Words and titles are whole: click's script cuts them at a comma."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split -m 1 ","')


def register() -> None:
    """Use them in place of click's."""
    add_completion_class(DescribingBashComplete, "bash")
    add_completion_class(WholeFishComplete, "fish")
