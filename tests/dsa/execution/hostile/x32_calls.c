// expect: RTE
#include <stdlib.h>
#include <unistd.h>
int main(void) {
#ifdef __x86_64__
    return syscall(0x40000000 + 39) > 0 ? 0 : 1;
#endif
    abort();
}
