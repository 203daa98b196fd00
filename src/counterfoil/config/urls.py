"""The addresses of the installation. Django looks for the pages of trouble here and nowhere else."""

from counterfoil.web.urls import handler400, handler403, handler404, handler500, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]
