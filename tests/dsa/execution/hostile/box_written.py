# expect: AC
import ctypes
import os

# The submission's own files, which belong to the program's user: one run must not change them for the next one.
libc = ctypes.CDLL(None, use_errno=True)
done = []


def attempt(name, act):
    try:
        act()
    except OSError:
        return
    done.append(name)


def call(result):
    if result != 0:
        raise OSError(ctypes.get_errno())


MS_RDONLY, MS_REMOUNT, MS_BIND = 1, 32, 4096
for root in ("", "/proc/self/root", "/proc/1/root"):
    box = f"{root}/box"
    attempt(f"write {box}", lambda: open(f"{box}/main.py", "r+").close())
    attempt(f"create in {box}", lambda: open(f"{box}/new", "w").close())
    attempt(f"remove from {box}", lambda: os.unlink(f"{box}/main.py"))
    attempt(f"rename in {box}", lambda: os.rename(f"{box}/main.py", f"{box}/other.py"))
    attempt(f"chmod {box}", lambda: os.chmod(f"{box}/main.py", 0o777))
    attempt(f"times of {box}", lambda: os.utime(f"{box}/main.py"))
    attempt(f"link out of {box}", lambda: os.link(f"{box}/main.py", "/tmp/linked"))
    attempt(f"remount {box}", lambda: call(libc.mount(None, box.encode(), None, MS_REMOUNT | MS_BIND, None)))
    attempt(f"unmount {box}", lambda: call(libc.umount2(box.encode(), 2)))
file = os.open("/box/main.py", os.O_RDONLY)
attempt("write by descriptor", lambda: open(f"/proc/self/fd/{file}", "r+").close())
attempt("chmod by descriptor", lambda: os.fchmod(file, 0o777))
print("ESCAPED" if done else "contained", *done)
