"""What tests of instruments share: hostile words, files as other houses write them."""

import json
from collections.abc import Mapping

from django.test import Client

HOSTILE = "<script>alert(1)</script> Ұлы әділет \u202eعدالة"
ALL = "/en/law/instruments/"
CALENDAR = "/en/law/calendar/"
COMPLAINTS = "/en/law/complaints/"
TABLE = "/en/law/ratifications/"
ICCPR = f"{ALL}iccpr/"
FAIR_TRIAL = f"{ICCPR}articles/14/"
COLUMNS = "iso2,member,state party,year ratification or accession,signatory,no action,status,note"


def as_json(texts: Mapping[str, str], instrument: str = "ICCPR") -> bytes:
    rows = [{"instrument": instrument, "article": n, "text": text} for n, text in texts.items()]
    return json.dumps(rows, ensure_ascii=False).encode()


def as_akn(body: str) -> bytes:
    """An act whose body is given, of the standard's final version."""
    space = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
    return f'<akomaNtoso xmlns="{space}"><act><body>{body}</body></act></akomaNtoso>'.encode()


def as_table(*rows: str) -> bytes:
    """A table of ratifications; rows without the name of the member and the note."""
    lines = [f"{COLUMNS},instrument"]
    for row in rows:
        iso2, party, year, signatory, nothing, status, instrument = row.split(",")
        lines.append(f"{iso2},Name,{party},{year},{signatory},{nothing},{status},,{instrument}")
    return "\n".join(lines).encode()


def text_at(client: Client, address: str, status: int = 200) -> str:
    response = client.get(address)
    assert response.status_code == status, address
    return response.content.decode()
