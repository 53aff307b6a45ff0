"""The Content-Security-Policy of scripts that run in workers: they load this site's own files and nothing else."""

import re
from typing import Final
from wsgiref.headers import Headers

# Vite names the scripts after src/**/NAME.worker.ts and puts a hash behind.
WORKER_SCRIPT: Final = re.compile(r"^/static/dist/assets/[\w-]+\.worker-[\w-]+\.js$")


def policy(*others: str) -> str:
    """A worker has the policy of its own script, not the page's. Formatters are WebAssembly, which so no page needs.

    `others` are origins beside this site that it may load from as well.
    """
    sources = " ".join(["'self'", *others])
    return f"default-src 'none'; script-src {sources} 'wasm-unsafe-eval'; connect-src {sources}"


POLICY: Final = policy()


def add_worker_policy(headers: Headers, path: str, url: str) -> None:
    """For ServeStatic, which calls it for each file that it finds."""
    if WORKER_SCRIPT.match(url):
        headers["Content-Security-Policy"] = POLICY
