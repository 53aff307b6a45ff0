# expect: AC
import socket, sys

_, abstract, path, *_ = sys.stdin.read().split("\n")
reached = []
for address in (
    "\0" + abstract,
    path,
    "/proc/1/root" + path,
    "/run/dbus/system_bus_socket",
    "/var/run/docker.sock",
):
    try:
        socket.socket(socket.AF_UNIX).connect(address)
        reached.append(address)
    except OSError:
        pass
print("ESCAPED" if reached else "contained", *reached)
