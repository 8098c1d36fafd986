"""Answers that are files."""

from django.http import HttpResponse

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def excel(content: bytes, name: str) -> HttpResponse:
    """A workbook to take away."""
    return HttpResponse(
        content, content_type=EXCEL, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
