# expect: AC
import os, sys

canary = sys.stdin.read().split("\n")[3]
secret = [
    canary,
    "/etc/shadow",
    "/etc/hostname",
    "/root",
    "/home",
    "/var",
    "/srv",
    "/run",
    "/boot",
    "/sys",
]
secret += ["/etc/ssh", "/etc/ssl/private", "/proc/self/root" + canary, "/proc/self/cwd/../.." + canary]
seen = [path for path in secret if os.path.exists(path)]
seen += [
    name
    for name in os.listdir("/")
    if name not in "bin box dev etc init lib lib32 lib64 libx32 opt proc sbin tmp usr work zygote.so".split()
]
# Compilers that came from npm, and what compilers start faster with; nothing of the host's own /opt.
ours = {"kotlin", "prepared", "typescript", "types"}
seen += [name for name in (os.listdir("/opt") if os.path.exists("/opt") else ()) if name not in ours]
print("ESCAPED" if seen else "contained", *seen)
