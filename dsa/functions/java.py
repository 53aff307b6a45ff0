"""The driver for Java: `Main` after the candidate's class `Solution`, with a small reader and writer of JSON."""

from dsa.functions.signature import Base, Signature, Type

TYPES = {Base.INT: "long", Base.FLOAT: "double", Base.BOOL: "boolean", Base.STRING: "String"}
BOXES = {Base.INT: "Long", Base.FLOAT: "Double", Base.BOOL: "Boolean", Base.STRING: "String"}

READER = """\
    private static String text;
    private static int at;

    private static char peek() {
        while (Character.isWhitespace(text.charAt(at))) at++;
        return text.charAt(at);
    }

    private static String word() {
        peek();
        int from = at;
        while (at < text.length() && "+-.0123456789eEtrufals".indexOf(text.charAt(at)) >= 0) at++;
        return text.substring(from, at);
    }

    private static long readInt() { return Long.parseLong(word()); }

    private static double readFloat() { return Double.parseDouble(word()); }

    private static boolean readBool() { return word().equals("true"); }

    private static String readString() {
        StringBuilder found = new StringBuilder();
        peek();
        at++;
        while (text.charAt(at) != '"') {
            char c = text.charAt(at++);
            if (c != '\\\\') {
                found.append(c);
                continue;
            }
            char escaped = text.charAt(at++);
            int place = "nrtbf".indexOf(escaped);
            if (place >= 0) {
                found.append("\\n\\r\\t\\b\\f".charAt(place));
            } else if (escaped == 'u') {
                found.append((char) Integer.parseInt(text.substring(at, at + 4), 16));
                at += 4;
            } else {
                found.append(escaped);
            }
        }
        at++;
        return found.toString();
    }

    private static void write(StringBuilder to, long value) { to.append(value); }

    private static void write(StringBuilder to, double value) { to.append(value); }

    private static void write(StringBuilder to, boolean value) { to.append(value); }

    private static void write(StringBuilder to, String value) {
        if (value == null) {
            to.append("null");
            return;
        }
        to.append('"');
        for (char c : value.toCharArray()) {
            int place = "\\n\\r\\t\\b\\f".indexOf(c);
            if (place >= 0) to.append('\\\\').append("nrtbf".charAt(place));
            else if (c == '"' || c == '\\\\') to.append('\\\\').append(c);
            else if (c < ' ') to.append(String.format("\\\\u%04x", (int) c));
            else to.append(c);
        }
        to.append('"');
    }
"""


def _type(given: Type) -> str:
    return TYPES[given.base] + "[]" * given.depth


def _reader(given: Type) -> str:
    return f"read{given.base.capitalize()}" + "List" * given.depth


def _list_methods(base: Base, depth: int) -> str:
    """How a list of this depth is read and written."""
    whole, element = Type(base, depth), Type(base, depth - 1)
    box = _type(element) if element.depth else BOXES[base]
    made = f"new {TYPES[base]}[found.size()]" + "[]" * (depth - 1)
    return f"""
    private static {_type(whole)} {_reader(whole)}() {{
        java.util.ArrayList<{box}> found = new java.util.ArrayList<>();
        peek();
        at++;
        while (peek() != ']') {{
            found.add({_reader(element)}());
            if (peek() == ',') at++;
        }}
        at++;
        {_type(whole)} made = {made};
        for (int i = 0; i < made.length; i++) made[i] = found.get(i);
        return made;
    }}

    private static void write(StringBuilder to, {_type(whole)} values) {{
        if (values == null) {{
            to.append("null");
            return;
        }}
        to.append('[');
        for (int i = 0; i < values.length; i++) {{
            if (i > 0) to.append(',');
            write(to, values[i]);
        }}
        to.append(']');
    }}
"""


def java_starter(signature: Signature) -> str:
    listed = ", ".join(f"{_type(one.type)} {one.name}" for one in signature.parameters)
    result = _type(signature.result)
    return f"class Solution {{\n    static {result} {signature.name}({listed}) {{\n    }}\n}}\n"


def java_program(signature: Signature, source: str) -> str:
    used = [*(one.type for one in signature.parameters), signature.result]
    lists = {(given.base, depth) for given in used for depth in range(1, given.depth + 1)}
    methods = "".join(_list_methods(base, depth) for base, depth in sorted(lists))
    reads = "\n".join(
        f"        {_type(one.type)} argument{number} = {_reader(one.type)}();"
        for number, one in enumerate(signature.parameters)
    )
    arguments = ", ".join(f"argument{number}" for number in range(len(signature.parameters)))
    return f"""{source}

public class Main {{
{READER}{methods}
    public static void main(String[] given) throws java.io.IOException {{
        text = new String(System.in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8) + " ";
{reads}
        java.io.PrintStream output = System.out;
        System.setOut(System.err);
        StringBuilder result = new StringBuilder();
        write(result, Solution.{signature.name}({arguments}));
        output.write(result.append('\\n').toString().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        output.flush();
    }}
}}
"""
