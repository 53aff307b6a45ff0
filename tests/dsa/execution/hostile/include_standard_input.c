// expect: CE
#include "/dev/stdin"
#include "/proc/1/environ"
int main(void) {}
