"""The Content-Security-Policy of scripts that run in workers: they load this site's own files and nothing else."""

import re
from typing import Final
from wsgiref.headers import Headers

# Vite names the scripts after src/**/NAME.worker.ts and puts a hash behind.
WORKER_SCRIPT: Final = re.compile(r"^/static/dist/assets/[\w-]+\.worker-[\w-]+\.js$")

# A worker has the policy of its own script, not the page's. Formatters are WebAssembly, which so no page needs.
POLICY: Final = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"


def add_worker_policy(headers: Headers, path: str, url: str) -> None:
    """For ServeStatic, which calls it for each file that it finds."""
    if WORKER_SCRIPT.match(url):
        headers["Content-Security-Policy"] = POLICY
