"""Completion scripts for bash and fish. Unlike click's, they show titles beside ids, and handle quotes and commas."""

from click.shell_completion import BashComplete, CompletionItem, FishComplete, add_completion_class

# COMP_TYPE 37 and 42 insert the words themselves, one by one or all. Titles are shown only in listings, such as after
# a second Tab. bash completes file names itself.
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
    """Shows titles beside ids and quotes each word. Suggestions are lines of type, word and description."""

    source_template = _SOURCE

    def format_completion(self, item: CompletionItem) -> str:
        """One suggestion as a tab-separated line."""
        return f"{item.type}\t{item.value}\t{item.help or ''}"


class WholeFishComplete(FishComplete):
    """Keeps commas in words and titles, where click's script cuts them off."""

    source_template = FishComplete.source_template.replace('string split ","', 'string split -m 1 ","')


def register() -> None:
    """Replace click's completion scripts with these."""
    add_completion_class(DescribingBashComplete, "bash")
    add_completion_class(WholeFishComplete, "fish")
