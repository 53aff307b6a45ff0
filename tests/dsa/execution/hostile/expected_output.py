# expect: AC
# The right answer of this test is "contained"; it must be nowhere but in this source.
import os

found = []
for top in ("/box", "/work", "/tmp", "/dev/shm", "/etc", "/proc/self/fd"):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            try:
                if (
                    os.path.isfile(path)
                    and os.path.getsize(path) < 10_000_000
                    and path != "/box/main.py"
                    and b"contained" in open(path, "rb").read()
                ):
                    found.append(path)
            except OSError:
                pass
for number in range(3, 256):
    try:
        os.fstat(number)
        found.append(number)
    except OSError:
        pass
print("ESCAPED" if found else "contained", *found)
