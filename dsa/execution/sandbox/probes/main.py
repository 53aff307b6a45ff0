import socket

canary, port = input(), int(input())
leaks = []
try:
    open(canary).close()
    leaks.append("file")
except OSError:
    pass
try:
    socket.create_connection(("127.0.0.1", port), 1).close()
    leaks.append("network")
except OSError:
    pass
with open("/proc/self/status") as status:
    if "\nSeccomp:\t2\n" not in status.read():
        leaks.append("seccomp")
print("leaks:", *leaks)
