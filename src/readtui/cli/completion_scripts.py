"""Completion scripts for bash and fish. Unlike click's, they show titles beside ids, and handle quotes and commas."""

from pathlib import Path

from click.shell_completion import BashComplete, CompletionItem, FishComplete, add_completion_class


class DescribingBashComplete(BashComplete):
    """Shows titles beside ids and quotes each word. Suggestions are lines of type, word and description."""

    # COMP_TYPE 37 and 42 insert the words themselves, one by one or all. Titles are shown only in listings, such as
    # after a second Tab. bash completes file names itself.
    source_template = Path(__file__).with_name("completion.bash").read_text(encoding="utf-8")

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
