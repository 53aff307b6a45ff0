"""What is missing is installed once, and what cannot be installed is told in one line."""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

from tests.operations.conftest import PATIENCE_SECONDS, REPOSITORY
from tests.servers import free_port


@pytest.fixture
def bootstrap(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> ModuleType:
    """The program as a module, at work on a checkout in `tmp_path`."""
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", REPOSITORY / "bin" / "bootstrap.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, spec.name, module)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "LOGS", tmp_path)
    return module


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """As much of a fresh clone as the first steps need, without a virtualenv."""
    for name in ("bin", "requirements.txt", "frontend/package.json", "frontend/package-lock.json"):
        source, target = REPOSITORY / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return tmp_path


def run(checkout: Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [checkout / "bin" / "bootstrap", "run"],
        env={"PATH": os.environ["PATH"], "HOME": str(checkout), **environment},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


def test_no_network(checkout: Path) -> None:
    """Pip is pointed at a port where nobody listens: the same as a machine without a network."""
    result = run(
        checkout,
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL=f"http://127.0.0.1:{free_port()}/simple",
        PIP_RETRIES="1",
    )

    assert result.returncode == 1
    assert result.stderr == (
        "talentsync: pip failed: the package index cannot be reached; check the network and try again"
        " (whole output: var/log/pip.log)\n"
    )


def test_unusable_requirement(checkout: Path) -> None:
    """Not everything is the network's fault: pip's own first error is the reason then."""
    (checkout / "requirements.txt").write_text("no requirement!\n")

    result = run(checkout, PIP_CONFIG_FILE=os.devnull)

    assert result.returncode == 1
    (line,) = result.stderr.splitlines()
    assert line.startswith("talentsync: pip failed: ERROR: Invalid requirement")


def test_python_too_old(checkout: Path) -> None:
    result = run(checkout, PYTHON="false")

    assert result.returncode == 1
    assert result.stderr == "talentsync: needs Python 3.11 or newer, and found none (tried: false).\n"


def test_no_right_to_install(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither root nor sudo: the line says what an administrator has to type."""
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None if name == "sudo" else f"/usr/bin/{name}")

    with pytest.raises(bootstrap.Failure, match=r"run: apt-get install chromium coturn$"):
        bootstrap.install_from_apt("chromium", "coturn")


def test_no_apt(bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)

    with pytest.raises(bootstrap.Failure, match="needs chromium, and there is no apt-get here"):
        bootstrap.install_from_apt("chromium")


def test_a_run_goes_on_where_the_sandbox_cannot_be_installed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """All but running code works without it; tests need it."""
    monkeypatch.setattr(bootstrap, "SANDBOX_PARTS", {str(tmp_path / "bwrap"): "bubblewrap"})
    monkeypatch.setattr(bootstrap, "find_library", lambda name: name)
    monkeypatch.setattr(shutil, "which", lambda name: None)

    bootstrap.try_to_install_sandbox()

    assert "cannot be run here: needs bubblewrap, and there is no apt-get" in capsys.readouterr().out
    with pytest.raises(bootstrap.Failure):
        bootstrap.install_sandbox()


def test_tests_go_on_where_firefox_cannot_be_installed(
    bootstrap: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Those in Firefox are skipped then."""
    monkeypatch.setattr(shutil, "which", lambda name: None)

    bootstrap.try_to_install_firefox()

    said = capsys.readouterr().out
    assert "Firefox will be skipped: needs firefox-esr, and there is no apt-get" in said


def test_missing_compiler(bootstrap: ModuleType, tmp_path: Path) -> None:
    compile_without_compiler = [
        "sh",
        "-c",
        "echo \"  error: command 'gcc' failed: No such file or directory\"; exit 1",
    ]

    with pytest.raises(bootstrap.Failure, match="there is no C compiler; install one"):
        bootstrap.execute("pip", compile_without_compiler, cwd=tmp_path)


class Product:
    """A step that copies one file, and counts how often it did."""

    def __init__(self, bootstrap: ModuleType, directory: Path) -> None:
        self.source = directory / "source"
        self.source.write_text("first")
        self.target = directory / "target"
        self.times_made = 0
        self.fails = False
        self.step = bootstrap.Step(
            "Copying", self.target, directory / "stamps" / "copy", self._inputs(bootstrap), self._make
        )

    def _inputs(self, bootstrap: ModuleType) -> Callable[[], str]:
        return lambda: str(bootstrap.fingerprint([self.source]))

    def _make(self) -> None:
        if self.fails:
            raise OSError("disk full")
        self.times_made += 1
        shutil.copy(self.source, self.target)


@pytest.fixture
def product(bootstrap: ModuleType, tmp_path: Path) -> Product:
    return Product(bootstrap, tmp_path)


def test_step_is_skipped_while_its_inputs_are_the_same(product: Product) -> None:
    product.step.run()
    product.step.run()

    assert product.times_made == 1


def test_step_runs_again_when_an_input_changes(product: Product) -> None:
    product.step.run()
    product.source.write_text("second")
    product.step.run()

    assert product.target.read_text() == "second"


def test_step_runs_again_when_its_product_is_gone(product: Product) -> None:
    product.step.run()
    product.target.unlink()
    product.step.run()

    assert product.target.exists()


def test_step_that_failed_is_not_taken_for_done(product: Product) -> None:
    """Not even when the inputs go back to what was made once: the failed attempt may have left anything."""
    product.step.run()
    product.source.write_text("second")
    product.fails = True
    with pytest.raises(OSError, match="disk full"):
        product.step.run()
    product.source.write_text("first")
    product.fails = False

    product.step.run()

    assert product.times_made == 2
