// expect: CE
#include "/etc/shadow"
#include "/etc/hostname"
int main(void) {}
