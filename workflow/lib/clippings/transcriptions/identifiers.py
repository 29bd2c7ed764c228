"""Ids as XML allows them: other characters are written as their code, and read back."""

import re

# Of letters only ASCII's: which others a name may hold differs between editions of XML, and so between tools.
_FOREIGN = re.compile(r"^[^A-Za-z_]|[^A-Za-z0-9_.\-]|_(?=x[0-9A-F]{4,6}_)")
_CODE = re.compile(r"_x([0-9A-F]{4,6})_")


def to_xml_id(name: str) -> str:
    """Write a name as an xml:id: what none may hold becomes its code, as in SQL/XML (ISO 9075-14)."""
    return _FOREIGN.sub(lambda found: f"_x{ord(found[0]):04X}_", name)


def from_xml_id(xml_id: str) -> str:
    """Return the name that `to_xml_id` wrote; an id that it would not have written is its own name."""
    if any(int(code, 16) > 0x10FFFF for code in _CODE.findall(xml_id)):
        return xml_id
    name = _CODE.sub(lambda found: chr(int(found[1], 16)), xml_id)
    return name if to_xml_id(name) == xml_id else xml_id
