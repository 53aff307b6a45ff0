# expect: AC
import os

leaks = []
for pid in filter(str.isdigit, os.listdir("/proc")):
    if int(pid) not in (1, os.getpid()):
        leaks.append(pid)
for path in ("/proc/1/environ", "/proc/1/mem", "/proc/1/maps", "/proc/1/cwd", "/proc/1/root", "/proc/1/exe"):
    try:
        (os.readlink if path[-3:] in ("cwd", "oot", "exe") else open)(path)
        leaks.append(path)
    except OSError:
        pass
try:
    leaks += os.listdir("/proc/1/fd")
except OSError:
    pass
print("ESCAPED" if leaks else "contained", *leaks)
