// expect: CE
template <int A, int B> struct Pair { static const int value = Pair<A + 1, B>::value + Pair<A, B + 1>::value; };
int main() { return Pair<0, 0>::value; }
