"""Which files get the policy of workers."""

from wsgiref.headers import Headers

import pytest

from talentsync.lib.worker_policy import POLICY, add_worker_policy


@pytest.mark.parametrize(
    ("url", "policy"),
    [
        ("/static/dist/assets/python.worker-C40IHqA_.js", POLICY),
        ("/static/dist/assets/formatting.worker-BWQC2gSX.js", POLICY),
        # Excalidraw's, which runs what it makes of its own text.
        ("/static/dist/assets/subset-worker.chunk-BvmNq7Pb.js", None),
        ("/static/dist/assets/room-qMkFpH1a.js", None),
        ("/static/dist/assets/python.worker-C40IHqA_.js.map", None),
    ],
)
def test_only_scripts_of_our_workers_get_it(url: str, policy: str | None) -> None:
    headers = Headers([])
    add_worker_policy(headers, "/somewhere", url)
    assert headers["Content-Security-Policy"] == policy


def test_it_allows_webassembly_and_no_eval() -> None:
    assert "'wasm-unsafe-eval'" in POLICY
    assert "'unsafe-eval'" not in POLICY
    assert "default-src 'none'" in POLICY
