# expect: AC
import os
import sys

# Where the execution service keeps its files on the host; the names of mounts must not tell.
home = os.path.dirname(sys.stdin.read().split("\n")[3])
told = []
for pid in filter(str.isdigit, os.listdir("/proc")):
    for name in ("mountinfo", "mounts", "mountstats", "maps", "smaps", "environ", "cmdline", "cgroup", "status"):
        try:
            with open(f"/proc/{pid}/{name}", errors="replace") as file:
                text = file.read()
        except OSError:
            continue
        told += [
            f"{name}: {line}"
            for line in text.split("\n")
            # Compilers are too large to copy: docs/execution.md says that their mounts tell where they lie.
            if (home in line or "talentsync" in line) and " /opt/" not in line
        ]
    for name in ("exe", "cwd", "root"):
        try:
            told += [name] * (home in os.readlink(f"/proc/{pid}/{name}"))
        except OSError:
            pass
for name in os.listdir("/proc/self/fd"):
    try:
        told += [name] * (home in os.readlink(f"/proc/self/fd/{name}"))
    except OSError:
        pass
print("ESCAPED" if told or not home else "contained", *told)
