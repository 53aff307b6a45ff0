"""Languages that become machine code."""

from dsa.execution.languages import Language, go_soft_limit
from dsa.execution.sandbox.toolchains.tools import Toolchain, tool, version_of


def c() -> Toolchain:
    gcc = tool(Language.C, "gcc")
    return Toolchain(
        Language.C,
        f"C 17, GCC {version_of(gcc, '-dumpfullversion')}",
        "main.c",
        [gcc],
        run=lambda memory_kb: ["/box/program"],
        compile=[
            str(gcc),
            "-std=gnu17",
            "-O2",
            "-pipe",
            "-o",
            "/work/program",
            "/box/main.c",
            "-lm",
            "-pthread",
        ],
        product="program",
    )


def cpp() -> Toolchain:
    gpp = tool(Language.CPP, "g++")
    return Toolchain(
        Language.CPP,
        f"C++ 17, GCC {version_of(gpp, '-dumpfullversion')}",
        "main.cpp",
        [gpp],
        run=lambda memory_kb: ["/box/program"],
        compile=[
            str(gpp),
            "-std=gnu++17",
            "-O2",
            "-pipe",
            "-o",
            "/work/program",
            "/box/main.cpp",
            "-pthread",
        ],
        product="program",
    )


def go() -> Toolchain:
    command = tool(Language.GO, "go")
    return Toolchain(
        Language.GO,
        f"Go {version_of(command, 'version')}",
        "main.go",
        [command],
        run=lambda memory_kb: ["/box/program"],
        compile=[str(command), "build", "-p=2", "-o", "/work/program", "/box/main.go"],
        product="program",
        environment=[
            ("GOCACHE", "/tmp/cache"),  # noqa: S108  the sandbox's own; /work leaves with the program
            ("GOPATH", "/tmp/path"),  # noqa: S108
            ("GO111MODULE", "off"),
            ("GOTOOLCHAIN", "local"),
            ("CGO_ENABLED", "0"),
        ],
        # Without it the heap may grow to twice what is in use before anything is collected.
        run_environment=lambda memory_kb: [("GOMEMLIMIT", go_soft_limit(memory_kb))],
    )


def rust() -> Toolchain:
    rustc = tool(Language.RUST, "rustc")
    # `cc`, which it calls by default, is a link through /etc/alternatives.
    linker = tool(Language.RUST, "gcc")
    return Toolchain(
        Language.RUST,
        f"Rust {version_of(rustc, '--version')}",
        "main.rs",
        [rustc, linker],
        run=lambda memory_kb: ["/box/program"],
        compile=[
            *(str(rustc), "--edition=2021", "-O", "-C", f"linker={linker}"),
            *("-o", "/work/program", "/box/main.rs"),
        ],
        product="program",
    )
