# expect: OLE
import os, signal

for number in range(1, 65):
    try:
        signal.signal(number, signal.SIG_IGN)
    except (OSError, ValueError):
        pass
while True:
    try:
        os.write(1, b"x" * 65536)
    except OSError:
        pass
