# expect: MLE
# Files in /dev/shm are memory, whoever has them open.
number = 0
while True:
    with open(f"/dev/shm/{number}", "wb") as file:
        file.write(b"x" * 4_000_000)
    number += 1
