// expect: CE
#include "/dev/zero"
int main(void) {}
