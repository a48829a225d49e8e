"""Texts and ratifications out of files: read, looked at, then entered."""

from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kenes.files.uploads import received
from kenes.languages.types import Language
from kenes.law import telling
from kenes.law.forms.instruments import TableFileForm, TableForm, TextFileForm, TextForm
from kenes.law.importing import ratification, texts
from kenes.law.models import Instrument
from kenes.law.services import commitments, instruments
from kenes.law.services.commitments import Outcome
from kenes.law.views.instruments import instrument_at
from kenes.law.views.instruments_keeping import authorised
from kenes.members.country import alpha_2
from kenes.members.services import bylaws
from kenes.ui.asking import attempt, form_page
from kenes.ui.differences import Row as Difference
from kenes.ui.differences import compare_line

SHOWN = 300  # characters of an article that is only looked at


@dataclass(frozen=True, kw_only=True)
class Differing:
    number: str
    row: Difference


@dataclass(frozen=True, kw_only=True)
class TextPage:
    """``file_form`` asks for a file; with ``preview``, ``form`` enters what was read."""

    instrument: Instrument
    file_form: TextFileForm
    form: TextForm | None = None
    preview: texts.Preview | None = None
    differing: tuple[Differing, ...] = ()
    language: str = ""
    language_name: str = ""


@dataclass(frozen=True, kw_only=True)
class TableRow:
    of: commitments.Planned
    before: str
    after: str
    outcome: str
    tone: str


@dataclass(frozen=True, kw_only=True)
class TablePage:
    file_form: TableFileForm
    back_url: str
    form: TableForm | None = None
    rows: tuple[TableRow, ...] = ()
    refused: tuple[ratification.Refused, ...] = ()
    unknown: tuple[str, ...] = ()
    doing: int = 0  # rows that would be entered


@form_page
def text(request: HttpRequest, code: str) -> HttpResponse:
    """The wording of an instrument, article by article, out of a file."""
    actor, one = authorised(request), instrument_at(code)
    file_form = TextFileForm()
    page = TextPage(instrument=one, file_form=file_form)
    status = HTTPStatus.OK
    if request.method == "POST" and "texts" in request.POST:
        form = TextForm(request.POST)
        if form.is_valid():
            read = texts.unpacked(form.cleaned_data["texts"])
            language = form.cleaned_data["language"]
            refused, counts = attempt(
                form,
                lambda: instruments.enter_texts(
                    one,
                    texts=read,
                    language=language,
                    adding=form.cleaned_data["adding"],
                    actor=actor,
                    now=timezone.now(),
                ),
            )
            if not refused:
                messages.success(request, _entered(counts))
                return redirect(one)
            page = _text_page(one, read, language, form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif request.method == "POST":
        file_form = TextFileForm(request.POST, request.FILES)
        page = TextPage(instrument=one, file_form=file_form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if file_form.is_valid():
            upload = file_form.cleaned_data["file"]
            try:
                found = texts.read(_bytes(upload), upload.name, one)
            except ValidationError as error:
                file_form.add_error("file", error.messages[0])
            else:
                page = _text_page(one, found, file_form.cleaned_data["language"])
                status = HTTPStatus.OK
    return render(request, "law/instrument_text.html", {"page": page}, status=status)


@form_page
def table(request: HttpRequest) -> HttpResponse:
    """What the country has signed and ratified, out of a table of all States."""
    actor = authorised(request)
    today = timezone.localdate()
    country = alpha_2(bylaws.in_force(today).country).upper()
    page = _table_page(TableFileForm(initial={"country": country}))
    status = HTTPStatus.OK
    if request.method == "POST" and "rows" in request.POST:
        form = TableForm(request.POST)
        if form.is_valid():
            rows = ratification.unpacked(form.cleaned_data["rows"], this_year=today.year)
            refused, counts = attempt(
                form,
                lambda: commitments.enter_table(
                    rows, source=form.cleaned_data["source"], actor=actor, now=timezone.now()
                ),
            )
            if not refused:
                messages.success(request, _stated(counts))
                return redirect("law:instruments")
            page = _table_page(TableFileForm(), ratification.Read(rows=rows), form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    elif request.method == "POST":
        file_form = TableFileForm(request.POST, request.FILES)
        page = _table_page(file_form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        if file_form.is_valid():
            upload = file_form.cleaned_data["file"]
            try:
                read = ratification.read(
                    _bytes(upload),
                    upload.name,
                    country=file_form.cleaned_data["country"],
                    this_year=today.year,
                )
            except ValidationError as error:
                for field, sentences in error.message_dict.items():
                    file_form.add_error(field, sentences[0])
            else:
                page = _table_page(file_form, read)
                status = HTTPStatus.OK
    return render(request, "law/instrument_table.html", {"page": page}, status=status)


def _text_page(
    one: Instrument, read: texts.Texts, language: str, form: TextForm | None = None
) -> TextPage:
    preview = texts.compared(one, read, language)
    if form is None:
        carried = {"texts": texts.packed(read), "language": language}
        form = TextForm(initial=carried)
    if not preview.unlisted:
        del form.fields["adding"]
    return TextPage(
        instrument=one,
        file_form=TextFileForm(),
        form=form,
        preview=preview,
        differing=tuple(
            Differing(number=row.number, row=compare_line(row.before, row.after))
            for row in preview.differing
        ),
        language=language,
        language_name=str(Language(language).label),
    )


def _table_page(
    file_form: TableFileForm,
    read: ratification.Read | None = None,
    form: TableForm | None = None,
) -> TablePage:
    back_url = reverse("law:instruments")
    if read is None:
        return TablePage(file_form=file_form, back_url=back_url)
    rows = tuple(_table_row(one) for one in commitments.planned(read.rows))
    return TablePage(
        file_form=file_form,
        back_url=back_url,
        form=form or TableForm(initial={"rows": ratification.packed(read.rows)}),
        rows=rows,
        refused=read.refused,
        unknown=read.unknown,
        doing=sum(row.of.outcome in {Outcome.NEW, Outcome.CHANGED} for row in rows),
    )


def _table_row(one: commitments.Planned) -> TableRow:
    words = {
        Outcome.NEW: (_("will be stated"), "done"),
        Outcome.CHANGED: (_("will be changed"), "wait"),
        Outcome.SAME: (_("is stated already"), "plain"),
        Outcome.KEPT: (_("stays: more is known here than in the table"), "plain"),
        Outcome.ABSENT: (_("left out: the instrument is not entered here"), "plain"),
    }
    said, tone = words[one.outcome]
    return TableRow(
        of=one,
        before=telling.standing(one.before),
        after=telling.standing(commitments.as_row(one.row)),
        outcome=said,
        tone=tone,
    )


def _bytes(upload: UploadedFile[bytes]) -> bytes:
    """Raises ValidationError for what is too large or was found by the scanner."""
    with received(upload) as path:
        return path.read_bytes()


def _entered(counts: instruments.Counts) -> str:
    n = counts.entered + counts.changed
    if not n:
        return _("Nothing differs from what is here; nothing was changed.")
    return ngettext(
        "The text of %(n)s article is entered.", "The text of %(n)s articles is entered.", n
    ) % {"n": n}


def _stated(counts: dict[Outcome, int]) -> str:
    n = counts[Outcome.NEW] + counts[Outcome.CHANGED]
    if not n:
        return _("Nothing differs from what is here; nothing was changed.")
    return ngettext(
        "What the country has done is stated for %(n)s instrument.",
        "What the country has done is stated for %(n)s instruments.",
        n,
    ) % {"n": n}
