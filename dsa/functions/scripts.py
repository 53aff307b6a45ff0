"""Drivers of the languages that bring JSON along: Python, JavaScript, TypeScript. They follow the candidate's code.

What the candidate prints goes to standard error: standard output holds the result alone.
"""

from dsa.functions.signature import Base, Signature, Type

PYTHON_TYPES = {Base.INT: "int", Base.FLOAT: "float", Base.BOOL: "bool", Base.STRING: "str"}
TYPESCRIPT_TYPES = {Base.INT: "number", Base.FLOAT: "number", Base.BOOL: "boolean", Base.STRING: "string"}


def _python_type(given: Type) -> str:
    name = PYTHON_TYPES[given.base]
    return "list[" * given.depth + name + "]" * given.depth


def _typescript_type(given: Type) -> str:
    return TYPESCRIPT_TYPES[given.base] + "[]" * given.depth


def python_starter(signature: Signature) -> str:
    listed = ", ".join(f"{one.name}: {_python_type(one.type)}" for one in signature.parameters)
    return f"def {signature.name}({listed}) -> {_python_type(signature.result)}:\n    pass\n"


def python_program(signature: Signature, source: str) -> str:
    name = signature.name
    return f"""{source}


def _talentsync_main():
    import json
    import sys

    function = globals().get("{name}")
    if not callable(function):
        sys.exit("Your code defines no function {name}.")
    lines = [line for line in sys.stdin.buffer.read().decode().split("\\n") if line.strip()]
    arguments = [json.loads(line) for line in lines]
    output, sys.stdout = sys.stdout, sys.stderr
    result = json.dumps(function(*arguments), ensure_ascii=False, separators=(",", ":"))
    output.buffer.write((result + "\\n").encode())
    output.buffer.flush()


_talentsync_main()
"""


def javascript_starter(signature: Signature) -> str:
    lines = [f" * @param {{{_typescript_type(one.type)}}} {one.name}" for one in signature.parameters]
    comment = "\n".join(["/**", *lines, f" * @returns {{{_typescript_type(signature.result)}}}", " */"])
    listed = ", ".join(one.name for one in signature.parameters)
    return f"{comment}\nfunction {signature.name}({listed}) {{\n}}\n"


def javascript_program(signature: Signature, source: str) -> str:
    name = signature.name
    return f"""{source}
;(() => {{
  const files = require("fs");
  if (typeof {name} !== "function") {{
    console.error("Your code defines no function {name}.");
    process.exit(1);
  }}
  const lines = files.readFileSync(0, "utf8").split("\\n").filter((line) => line.trim() !== "");
  console.log = console.info = console.error;
  const result = JSON.stringify({name}(...lines.map((line) => JSON.parse(line))));
  files.writeSync(1, (result === undefined ? "null" : result) + "\\n");
}})();
"""


def typescript_starter(signature: Signature) -> str:
    listed = ", ".join(f"{one.name}: {_typescript_type(one.type)}" for one in signature.parameters)
    return f"function {signature.name}({listed}): {_typescript_type(signature.result)} {{\n}}\n"


def typescript_program(signature: Signature, source: str) -> str:
    # An import may stand anywhere at the top level.
    return f"""{source}
import {{ readFileSync as talentsyncRead, writeSync as talentsyncWrite }} from "fs";
{{
  const lines: string[] = talentsyncRead(0, "utf8").split("\\n").filter((line: string) => line.trim() !== "");
  console.log = console.info = console.error;
  const call = {signature.name} as unknown as (...given: unknown[]) => unknown;
  const result = JSON.stringify(call(...lines.map((line) => JSON.parse(line) as unknown))) as string | undefined;
  talentsyncWrite(1, (result === undefined ? "null" : result) + "\\n");
}}
"""
