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
    "/opt",
]
secret += ["/etc/ssh", "/etc/ssl/private", "/proc/self/root" + canary, "/proc/self/cwd/../.." + canary]
seen = [path for path in secret if os.path.exists(path)]
seen += [
    name
    for name in os.listdir("/")
    if name not in "bin box dev etc init lib lib32 lib64 libx32 proc sbin tmp usr work zygote.so".split()
]
print("ESCAPED" if seen else "contained", *seen)
