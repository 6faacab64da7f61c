"""Living files in Org and Logseq, where blocks are entries of an outline."""

import pytest
from exporting.living import FERRY_ID, Shelf, id_of

from readtui.exporters.living.merge import MergedFile, merged
from readtui.exporters.living.parts import LivingExporter
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter

ORG, LOGSEQ = OrgExporter(), LogseqExporter()


def first(exporter: LivingExporter, *numbers: int) -> str:
    return merged("", Shelf(dict.fromkeys(numbers, "")).rendered(exporter), exporter.syntax).text


def then(exporter: LivingExporter, text: str, notes: dict[int, str], *gone: int) -> MergedFile:
    shelf = Shelf(notes).rendered(exporter)
    return merged(text, shelf, exporter.syntax, deleted={id_of(number) for number in gone})


def test_an_org_entry_keeps_its_depth_and_what_the_person_adds_at_its_end() -> None:
    text = first(ORG, 0).replace("** The ferry left", "**** The ferry left") + "I was there.\n***** More\nEven more.\n"
    done = then(ORG, text, {0: "early", 1: ""})
    assert done.report.edited == 0
    after = done.text[done.text.index("**** The ferry left") :].replace("\n", " / ")
    assert "#+end_quote / early / I was there. / ***** More / Even more. / **** It came back / " in after


def test_an_org_heading_that_gets_a_keyword_is_an_edit() -> None:
    text = first(ORG, 0).replace("** The ferry left", "** TODO The ferry left")
    done = then(ORG, text, {0: "early"})
    assert (done.text, done.report.edited) == (text, 1)


def test_a_struck_org_entry_keeps_its_properties_and_tags() -> None:
    shelf = Shelf({0: "a note"})
    text = merged("", shelf.rendered(ORG), ORG.syntax).text.replace("left\n", "left :boats:\n", 1)
    assert then(ORG, text, {}, 0).text == text, "the person has added a tag"
    text = text.replace(" :boats:", "")
    struck = then(ORG, text, {}, 0).text
    assert "\n** +The ferry left+\n:PROPERTIES:\n:ID: " in struck
    assert "\n#+begin_quote\n+The ferry left+\n#+end_quote\n+a note+\n" in struck


def test_several_articles_in_org_keep_their_entries_apart() -> None:
    text = merged("", Shelf({0: ""}).beside_mill(ORG), ORG.syntax).text
    mine = text.replace("* The mill", "** Mine, about the ferry\n* The mill")
    done = merged(mine, Shelf({0: "", 4: ""}).beside_mill(ORG), ORG.syntax).text
    order = ["* The ferry", "** The ferry left", "** In winter", "** Mine", "* The mill", "** Nothing turned"]
    places = [done.index(f"\n{heading}") if heading != "* The ferry" else 0 for heading in order]
    assert places == sorted(places)


def test_a_new_section_in_logseq_stands_between_its_neighbours() -> None:
    text = first(LOGSEQ, 0, 4).replace("- ## At the landing", "- mine, at the top\n\t- below\n- ## At the landing")
    done = then(LOGSEQ, text, {0: "", 2: "seen?", 4: "", 5: ""}).text
    bullets = [line for line in done.split("\n") if line.lstrip("\t").startswith("- ")]
    assert bullets == [
        "- > The ferry left",
        "- ## On board",
        "\t- > Nobody saw it",
        "\t\t- seen?",
        "- mine, at the top",
        "\t- below",
        "- ## At the landing",
        "\t- > In winter",
        "\t- > They walked",
    ]


def test_folding_a_block_in_logseq_and_adding_to_it_is_no_edit() -> None:
    text = first(LOGSEQ, 0, 4)
    text = text.replace("  readtui::", "  collapsed:: true\n  readtui::", 1) + "\t\t- my own thought\n"
    done = then(LOGSEQ, text, {0: "early", 4: "cold"})
    assert done.report.edited == 0
    assert done.text.endswith("\t\t- cold\n\t\t- my own thought\n")


def test_the_properties_of_a_logseq_page_follow_unless_the_person_changes_them() -> None:
    text = first(LOGSEQ, 0)
    known = merged("", Shelf({0: ""}).rendered(LOGSEQ), LOGSEQ.syntax).memory
    mine = text.replace('full-title:: "The ferry"\n', 'rating:: 5\nfull-title:: "The ferry"\n')
    done = merged(mine, Shelf({0: ""}, ("boats",), "The boat").rendered(LOGSEQ), LOGSEQ.syntax, known)
    assert done.text.startswith('rating:: 5\nfull-title:: "The boat"\n')
    assert "\ntags:: [[boats]]\n" in done.text
    own = done.text.replace("The boat", "My boat")
    again = merged(own, Shelf({0: ""}, (), "The ship").rendered(LOGSEQ), LOGSEQ.syntax, done.memory)
    assert "My boat" in again.text
    assert LOGSEQ.syntax.article_id(again.text.split("\n")) == FERRY_ID


@pytest.mark.parametrize("exporter", [MarkdownExporter(), LOGSEQ], ids=lambda one: one.format.name)
def test_code_alone_is_marked_as_deleted(exporter: LivingExporter) -> None:
    code = "```\n~~~\nx\n```"
    struck = exporter.syntax.struck(code)
    assert struck.startswith(code)
    assert struck.endswith("~~Deleted~~")
    assert exporter.syntax.struck(struck) == struck
