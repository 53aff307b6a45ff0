// Any division without a quarrel inside of a team is right; whether there is one at all, the answer file says.
#include <cctype>
#include <fstream>
#include <iostream>
#include <string>

static std::ofstream message;

static int reject(const std::string &why) {
    message << why << '\n';
    return 43;
}

int main(int argc, char **argv) {
    if (argc < 4) return 1;
    std::ifstream input(argv[1]), answer(argv[2]);
    message.open(std::string(argv[3]) + "judgemessage.txt");
    std::string expected, given, more;
    std::size_t n;
    long m;
    if (!(input >> n >> m) || !(answer >> expected)) return 1;
    if (!(std::cin >> given)) return reject("There is no output.");
    if (std::cin >> more) return reject("There is more than one word.");
    if (given == "impossible" || expected == "impossible") {
        if (given == expected) return 42;
        return reject(given == "impossible" ? "There is a way." : "There is no way, and this is none.");
    }
    if (given.size() != n) return reject("There are " + std::to_string(given.size()) + " letters.");
    if (given.find_first_not_of("AB") != std::string::npos) return reject("There are other letters than A and B.");
    for (std::size_t a, b; input >> a >> b;)
        if (given[a - 1] == given[b - 1])
            return reject(std::to_string(a) + " and " + std::to_string(b) + " are in one team.");
    return 42;
}
