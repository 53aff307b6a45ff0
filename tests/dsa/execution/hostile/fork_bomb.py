# expect: TLE or MLE
import os

while True:
    try:
        os.fork()
    except OSError:
        pass
