// expect: CE
// What the compiler's own process and the one that watches it tell of themselves, as text in error messages.
#include "/proc/self/environ"
#include "/proc/1/environ"
#include "/proc/1/cmdline"
#include "/proc/self/mountinfo"
#include "/proc/self/fd/3"
int main(void) { return 0; }
