"""An article that is exported to a file about another one."""

import pytest
from exporting.living import FERRY_ID, MILL_ID, Shelf, id_of

from readtui.exporters.living.merge import ids_in, merged
from readtui.exporters.living.parts import LivingExporter
from readtui.exporters.notes.logseq import LogseqExporter
from readtui.exporters.notes.markdown import MarkdownExporter
from readtui.exporters.notes.org import OrgExporter

EXPORTERS = [MarkdownExporter(), OrgExporter(), LogseqExporter()]


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.format.name)
def test_it_stands_below_the_other_with_a_head_of_its_own(exporter: LivingExporter) -> None:
    syntax = exporter.syntax
    [_, mill] = Shelf({}).beside_mill(exporter)
    mill_file = merged("", [mill], syntax)
    ferry = Shelf({0: "early"}).rendered(exporter)
    both = merged(mill_file.text, ferry, syntax, mill_file.memory)
    assert both.text.startswith(mill_file.text.rstrip("\n"))
    assert ids_in(both.text, syntax).articles == {FERRY_ID, MILL_ID}
    assert both.text.index("Nothing turned") < both.text.rindex("The ferry\n") < both.text.rindex("early")
    assert merged(both.text, ferry, syntax, both.memory).text == both.text
    more = merged(both.text, Shelf({0: "early", 1: ""}).rendered(exporter), syntax, both.memory)
    assert more.text.index("early") < more.text.index(id_of(1))


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda one: one.format.name)
def test_front_matter_of_another_article_stays(exporter: LivingExporter) -> None:
    syntax = exporter.syntax
    ferry_file = merged("", Shelf({0: "early"}).rendered(exporter), syntax)
    mill = Shelf({}).beside_mill(exporter)[1:]
    both = merged(ferry_file.text, mill, syntax, ferry_file.memory)
    assert both.text.startswith(ferry_file.text.rstrip("\n"))
    assert merged(both.text, Shelf({0: "early"}).rendered(exporter), syntax, both.memory).text == both.text
