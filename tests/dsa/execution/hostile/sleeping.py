# expect: TLE
# wall: 2
import time

time.sleep(1000)
