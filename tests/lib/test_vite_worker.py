"""The scripts by which pages of `make dev` start workers, and that there are none otherwise."""

import pytest
from django.http import Http404
from django.test import Client, RequestFactory
from pytest_django import Settings

from talentsync.lib.vite_worker import vite_worker

MODULE = "/static/dist/src/a.worker.ts?worker_file&type=module"


@pytest.fixture(autouse=True)
def vite(settings: Settings) -> None:
    settings.VITE_SOURCES = ["http://127.0.0.1:5199"]


def test_it_imports_what_vite_has_and_may_load_nothing_else() -> None:
    answer = vite_worker(RequestFactory().get("/vite-worker.js", {"module": MODULE}))

    assert answer.content.decode() == f'import "http://127.0.0.1:5199{MODULE}";\n'
    assert answer["Content-Type"] == "text/javascript"
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; script-src 'self' http://127.0.0.1:5199 'wasm-unsafe-eval'; "
        "connect-src 'self' http://127.0.0.1:5199"
    )


@pytest.mark.parametrize(
    "module", ["", "/elsewhere.js", "@127.0.0.1/x.js", "//elsewhere.example/static/dist/x.js"]
)
def test_it_imports_nothing_else(module: str) -> None:
    with pytest.raises(Http404):
        vite_worker(RequestFactory().get("/vite-worker.js", {"module": module}))


def test_without_vite_there_is_none(db: None) -> None:
    assert Client().get("/vite-worker.js", {"module": MODULE}).status_code == 404
