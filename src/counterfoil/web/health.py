"""Whether the desk is up, for machines: a status and no detail."""

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe


@require_safe
def show(_request: HttpRequest) -> HttpResponse:
    """200 when pages can be served, 503 when not."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return HttpResponse("unavailable\n", status=503, content_type="text/plain", headers={"Cache-Control": "no-store"})
    return HttpResponse("ok\n", content_type="text/plain", headers={"Cache-Control": "no-store"})
