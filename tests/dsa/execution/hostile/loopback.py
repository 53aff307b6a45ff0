# expect: AC
import socket, sys

port = int(sys.stdin.readline())
reached = []
for family, kind, address in [
    (socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", port)),
    (socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", port)),
    (socket.AF_INET6, socket.SOCK_STREAM, ("::1", port)),
    (socket.AF_INET, socket.SOCK_RAW, ("127.0.0.1", 0)),
]:
    try:
        socket.socket(family, kind).connect(address)
        reached.append(kind)
    except OSError:
        pass
print("ESCAPED" if reached else "contained", *reached)
