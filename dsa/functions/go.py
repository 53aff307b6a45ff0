"""The driver for Go. Imports come first there, so `//line` gives the candidate's lines their numbers back."""

from dsa.functions.signature import Base, Signature, Type

TYPES = {Base.INT: "int", Base.FLOAT: "float64", Base.BOOL: "bool", Base.STRING: "string"}


def _type(given: Type) -> str:
    return "[]" * given.depth + TYPES[given.base]


def go_starter(signature: Signature) -> str:
    listed = ", ".join(f"{one.name} {_type(one.type)}" for one in signature.parameters)
    return f"func {signature.name}({listed}) {_type(signature.result)} {{\n}}\n"


def go_program(signature: Signature, source: str) -> str:
    reads = "\n".join(
        f"\tvar argument{number} {_type(one.type)}\n"
        f"\tif failed := input.Decode(&argument{number}); failed != nil {{\n\t\tpanic(failed)\n\t}}"
        for number, one in enumerate(signature.parameters)
    )
    arguments = ", ".join(f"argument{number}" for number in range(len(signature.parameters)))
    # An empty list that was never made is a list all the same.
    empty = "\tif result == nil {\n\t\tresult = " + _type(signature.result) + "{}\n\t}\n"
    return f"""package main

import (
\ttalentsyncBuffered "bufio"
\ttalentsyncJSON "encoding/json"
\ttalentsyncOS "os"
)

//line main.go:1
{source}

//line driver.go:1
func main() {{
\tinput := talentsyncJSON.NewDecoder(talentsyncBuffered.NewReader(talentsyncOS.Stdin))
{reads}
\toutput := talentsyncOS.Stdout
\ttalentsyncOS.Stdout = talentsyncOS.Stderr
\tresult := {signature.name}({arguments})
{empty if signature.result.depth else ""}\tencoder := talentsyncJSON.NewEncoder(output)
\tencoder.SetEscapeHTML(false)
\tif failed := encoder.Encode(result); failed != nil {{
\t\tpanic(failed)
\t}}
}}
"""
