# expect: AC
import os

extra = set(os.environ) - {"PATH", "HOME", "TMPDIR", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "USER", "PWD"}
print("ESCAPED" if extra or "SECRET" in str(os.environ) else "contained", *extra)
