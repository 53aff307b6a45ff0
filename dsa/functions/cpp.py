"""The driver for C++: `main` after the candidate's function, with a small reader and writer of JSON."""

from dsa.functions.signature import Base, Signature, Type

TYPES = {Base.INT: "long long", Base.FLOAT: "double", Base.BOOL: "bool", Base.STRING: "std::string"}

READER = """\
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

namespace talentsync {

std::string text;
std::size_t at = 0;

char peek() {
    while (at < text.size() && std::isspace(static_cast<unsigned char>(text[at]))) ++at;
    return at < text.size() ? text[at] : ']';
}

std::string word() {
    peek();
    const std::size_t from = at;
    while (at < text.size() && std::string("+-.0123456789eEtrufals").find(text[at]) != std::string::npos) ++at;
    return text.substr(from, at - from);
}

void read(long long& value) { value = std::strtoll(word().c_str(), nullptr, 10); }
void read(double& value) { value = std::strtod(word().c_str(), nullptr); }
void read(bool& value) { value = word() == "true"; }

void append(std::string& to, unsigned long code) {
    if (code < 0x80) {
        to += static_cast<char>(code);
    } else if (code < 0x800) {
        to += static_cast<char>(0xC0 | code >> 6);
        to += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        to += static_cast<char>(0xE0 | code >> 12);
        to += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        to += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        to += static_cast<char>(0xF0 | code >> 18);
        to += static_cast<char>(0x80 | (code >> 12 & 0x3F));
        to += static_cast<char>(0x80 | (code >> 6 & 0x3F));
        to += static_cast<char>(0x80 | (code & 0x3F));
    }
}

unsigned long escape() {
    const unsigned long code = std::strtoul(text.substr(at, 4).c_str(), nullptr, 16);
    at += 4;
    return code;
}

void read(std::string& value) {
    value.clear();
    peek();
    ++at;
    while (at < text.size() && text[at] != '"') {
        const char c = text[at++];
        if (c != '\\\\') {
            value += c;
            continue;
        }
        const char escaped = text[at++];
        const std::size_t place = std::string("nrtbf").find(escaped);
        if (place != std::string::npos) {
            value += "\\n\\r\\t\\b\\f"[place];
        } else if (escaped == 'u') {
            unsigned long code = escape();
            if (code >= 0xD800 && code < 0xDC00 && text.compare(at, 2, "\\\\u") == 0) {
                at += 2;
                code = 0x10000 + ((code - 0xD800) << 10) + (escape() - 0xDC00);
            }
            append(value, code);
        } else {
            value += escaped;
        }
    }
    ++at;
}

template <typename Element>
void read(std::vector<Element>& values) {
    peek();
    ++at;
    while (peek() != ']') {
        Element element{};
        read(element);
        values.push_back(element);
        if (peek() == ',') ++at;
    }
    ++at;
}

void write(std::ostream& to, long long value) { to << value; }
void write(std::ostream& to, double value) {
    char digits[40];
    std::snprintf(digits, sizeof digits, "%.17g", value);
    to << digits;
}
void write(std::ostream& to, bool value) { to << (value ? "true" : "false"); }
void write(std::ostream& to, const std::string& value) {
    to << '"';
    for (const char c : value) {
        const std::size_t place = std::string("\\n\\r\\t\\b\\f").find(c);
        if (place != std::string::npos) {
            to << '\\\\' << "nrtbf"[place];
        } else if (c == '"' || c == '\\\\') {
            to << '\\\\' << c;
        } else if (static_cast<unsigned char>(c) < ' ') {
            char code[8];
            std::snprintf(code, sizeof code, "\\\\u%04x", static_cast<unsigned>(c));
            to << code;
        } else {
            to << c;
        }
    }
    to << '"';
}

template <typename Element>
void write(std::ostream& to, const std::vector<Element>& values) {
    to << '[';
    bool isFirst = true;
    for (const auto& value : values) {
        if (!isFirst) to << ',';
        isFirst = false;
        write(to, static_cast<const Element&>(value));
    }
    to << ']';
}

}  // namespace talentsync
"""


def _type(given: Type) -> str:
    return "std::vector<" * given.depth + TYPES[given.base] + ">" * given.depth


def cpp_starter(signature: Signature) -> str:
    def taken(given: Type) -> str:
        is_plain = given.depth == 0 and given.base is not Base.STRING
        return _type(given) if is_plain else f"const {_type(given)}&"

    listed = ", ".join(f"{taken(one.type)} {one.name}" for one in signature.parameters)
    return f"#include <string>\n#include <vector>\n\n{_type(signature.result)} {signature.name}({listed}) {{\n}}\n"


def cpp_program(signature: Signature, source: str) -> str:
    reads = "\n".join(
        f"    {_type(one.type)} argument{number}{{}};\n    talentsync::read(argument{number});"
        for number, one in enumerate(signature.parameters)
    )
    arguments = ", ".join(f"argument{number}" for number in range(len(signature.parameters)))
    return f"""{source}

{READER}
int main() {{
    talentsync::text.assign(std::istreambuf_iterator<char>(std::cin), std::istreambuf_iterator<char>());
{reads}
    std::streambuf* const output = std::cout.rdbuf(std::cerr.rdbuf());
    const {_type(signature.result)} result = {signature.name}({arguments});
    std::ostringstream written;
    talentsync::write(written, result);
    std::cout.rdbuf(output);
    std::cout << written.str() << std::endl;
}}
"""
