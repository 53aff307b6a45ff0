# expect: MLE
number = 0
while True:
    with open(f"/tmp/{number}", "wb") as file:
        file.write(b"x" * 4_000_000)
    number += 1
