"""Converts the formulas of a Word document to one line of text each, because mammoth ignores them."""

from lxml import etree
from lxml.etree import _Element

from readtui.importers.mathematics.omml import text_of_formula


def write_out_formulas(root: _Element) -> bool:
    """Change a part's tree in place; return whether it had any formulas."""
    namespace = str(root.tag).partition("}")[0] + "}"
    for choice in list(root.iter("{*}AlternateContent")):
        _choose_formula(choice)
    shown = list(root.iter("{*}oMathPara"))
    for paragraph in shown:
        _replace(paragraph, [text_of_formula(one) for one in paragraph.iter("{*}oMath")], namespace, is_apart=True)
    within = [one for one in root.iter("{*}oMath") if next(one.iterancestors("{*}oMath"), None) is None]
    for formula in within:
        _replace(formula, [text_of_formula(formula)], namespace, is_apart=False)
    return bool(shown or within)


def _choose_formula(content: _Element) -> None:
    """Replace the picture for older programs with the markup of the formula."""
    choice, parent = content.find("{*}Choice"), content.getparent()
    if choice is None or parent is None or next(choice.iter("{*}oMath"), None) is None:
        return
    for child in list(choice):
        content.addprevious(child)
    parent.remove(content)


def _replace(element: _Element, formulas: list[str], namespace: str, *, is_apart: bool) -> None:
    """Replace an element with runs, one per line. ``is_apart`` means that Word shows them on lines of their own."""
    parent = element.getparent()
    if parent is None:
        return
    run = etree.Element(f"{namespace}r")
    for number, formula in enumerate(filter(None, formulas)):
        if number:
            etree.SubElement(run, f"{namespace}br")
        text = etree.SubElement(run, f"{namespace}t")
        text.text = f" {formula} " if is_apart else formula
        text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    run.tail, element.tail = element.tail, None
    if str(parent.tag).rpartition("}")[2] in ("body", "tc", "txbxContent", "footnote", "endnote"):
        around = etree.Element(f"{namespace}p")
        around.append(run)
        run = around
    parent.replace(element, run)
