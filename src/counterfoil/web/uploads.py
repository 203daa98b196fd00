"""Files on their way in and out."""

from urllib.parse import quote

from django.conf import settings
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from counterfoil.store import blobs
from counterfoil.tickets.access import NotVisible
from counterfoil.tickets.files import Upload
from counterfoil.tickets.queries.ticket import attachment_for
from counterfoil.web import visitor
from counterfoil.web.visitor import Visit

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def chosen(request: Visit) -> list[Upload]:
    """The files of a form, as the verbs take them."""
    return [Upload(file.name or "", file.file, file.content_type or "") for file in request.FILES.getlist("files")]  # type: ignore[arg-type]


def megabytes() -> int:
    return int(settings.OPTIONS.upload_megabytes)


@require_safe
def show(request: Visit, handle: str) -> FileResponse:
    """An attachment, for whoever may read its message. It is only ever downloaded, and nothing in it runs (security.md V2)."""
    for actor in visitor.everyone_here(request):
        try:
            attachment = attachment_for(actor=actor, handle=handle)
            break
        except NotVisible:
            continue
    else:
        raise Http404
    response = FileResponse(blobs.get(attachment.sha256), content_type=attachment.content_type)
    response["Content-Length"] = attachment.size
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(attachment.name, safe='')}"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=3600"
    return response
