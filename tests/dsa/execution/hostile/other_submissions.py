# expect: AC
import os

seen = set(os.listdir("/box")) - {"main.py"}
seen |= set(os.listdir("/work")) | set(os.listdir("/tmp")) | set(os.listdir("/dev/shm"))
for step in ("..", "../..", "../../.."):
    seen |= {name for name in os.listdir("/box/" + step) if len(name) == 32}
print("ESCAPED" if seen else "contained", *seen)
