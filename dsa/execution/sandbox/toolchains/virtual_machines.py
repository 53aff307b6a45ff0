"""Languages that run on the JVM or on Mono."""

from collections.abc import Sequence
from pathlib import Path

from dsa.execution.languages import Language
from dsa.execution.sandbox.toolchains.tools import (
    PREPARED,
    Toolchain,
    npm_package,
    settings_below_etc,
    tool,
    version_of,
)

# A compiler runs for a second or two: no time for the second of HotSpot's compilers to pay off.
BRIEF = ("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:-UsePerfData")
KOTLIN_HOME = "/opt/kotlin"
KOTLIN_JARS = (
    *("kotlin-compiler", "kotlin-stdlib", "kotlin-script-runtime", "kotlin-reflect"),
    *("kotlinx-coroutines-core-jvm", "annotations-13.0"),
)
# From this version on, the JVM warns of what the Kotlin compiler does unless it is told that this is all right.
JAVA_THAT_WARNS = 24


def java() -> Toolchain:
    javac = tool(Language.JAVA, "javac")
    virtual_machine = tool(Language.JAVA, "java")

    def compile_with(option: str) -> list[str]:
        return [
            *(str(javac), "-J-Xmx512m", *(f"-J{word}" for word in BRIEF), f"-J{option}"),
            *("-encoding", "UTF-8", "-proc:none", "-nowarn", "-d", "/work", "/box/Main.java"),
        ]

    version = version_of(virtual_machine, "-version")
    return Toolchain(
        Language.JAVA,
        f"Java {version.partition('.')[0]}, OpenJDK {version}",
        "Main.java",
        [javac, virtual_machine],
        run=lambda memory_kb: _run(virtual_machine, memory_kb, "/box", "Main"),
        compile=compile_with(_shared_from(Language.JAVA)),
        product="Main.class",
        binds=_settings(virtual_machine),
        prepare=compile_with(_shared_to()),
    )


def kotlin() -> Toolchain:
    virtual_machine = tool(Language.KOTLIN, "java")
    package = npm_package("kotlin-compiler", *(f"lib/{name}.jar" for name in KOTLIN_JARS))
    java_version = version_of(virtual_machine, "-version")

    def compile_with(option: str) -> list[str]:
        jars = ":".join(f"{KOTLIN_HOME}/lib/{name}.jar" for name in KOTLIN_JARS)
        quiet = ("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow")
        return [
            *(str(virtual_machine), "-Xmx640m", *BRIEF, option),
            *(quiet if int(java_version.partition(".")[0]) >= JAVA_THAT_WARNS else ()),
            *("-cp", jars, "org.jetbrains.kotlin.cli.jvm.K2JVMCompiler", "-kotlin-home", KOTLIN_HOME),
            *("-no-reflect", "-nowarn", "-d", "/work", "/box/main.kt"),
        ]

    version = (package / "build.txt").read_text().partition("-")[0].strip()
    return Toolchain(
        Language.KOTLIN,
        f"Kotlin {version}, OpenJDK {java_version}",
        "main.kt",
        [package / "lib" / "kotlin-compiler.jar", virtual_machine],
        run=lambda memory_kb: _run(
            virtual_machine, memory_kb, f"/box:{KOTLIN_HOME}/lib/kotlin-stdlib.jar", "MainKt"
        ),
        compile=compile_with(_shared_from(Language.KOTLIN)),
        product="MainKt.class",
        binds=[*_settings(virtual_machine), (str(package), KOTLIN_HOME)],
        prepare=compile_with(_shared_to()),
    )


def csharp() -> Toolchain:
    mono = tool(Language.CSHARP, "mono")
    compiler = Path("/usr/lib/mono/4.5/mcs.exe")
    # For its reason, should it be missing.
    tool(Language.CSHARP, "mcs")
    return Toolchain(
        Language.CSHARP,
        f"C# 7, Mono {version_of(mono, '--version')}",
        "main.cs",
        [mono, compiler],
        run=lambda memory_kb: [str(mono), "/box/program.exe"],
        compile=[
            *(str(mono), str(compiler), "-optimize+", "-warn:0", "-r:System.Numerics"),
            *("-out:/work/program.exe", "/box/main.cs"),
        ],
        product="program.exe",
        binds=[("/etc/mono", "/etc/mono")],
        # What it tells other processes of itself would lie in memory that several processes share.
        environment=[("MONO_DISABLE_SHARED_AREA", "1")],
        run_environment=lambda memory_kb: [("MONO_GC_PARAMS", f"max-heap-size={max(memory_kb, 16 * 1024)}k")],
    )


def _run(virtual_machine: Path, memory_kb: int, class_path: str, main: str) -> Sequence[str]:
    return [
        *(str(virtual_machine), f"-Xmx{memory_kb}k", "-Xss64m", "-XX:+UseSerialGC", "-XX:-UsePerfData"),
        *("-XX:TieredStopAtLevel=4", "-Xshare:auto", "-cp", class_path, main),
    ]


def _shared_from(language: Language) -> str:
    """Start with the compiler's own classes as they were archived. Where the file is missing, they are loaded."""
    return f"-XX:SharedArchiveFile={PREPARED}/{language}/classes.jsa"


def _shared_to() -> str:
    return "-XX:ArchiveClassesAtExit=/work/classes.jsa"


def _settings(virtual_machine: Path) -> list[tuple[str, str]]:
    """Debian keeps the JVM's configuration in /etc and links to it."""
    home = virtual_machine.parent.parent
    return settings_below_etc(home / "conf", home / "lib" / "jvm.cfg")
