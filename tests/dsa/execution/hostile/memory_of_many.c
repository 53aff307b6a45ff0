// expect: MLE
// Each process stays below the limit; together they are far above.
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
int main(void) {
    for (int i = 0; i < 12; i++)
        if (fork() == 0) {
            memset(malloc(30 << 20), 1, 30 << 20);
            pause();
        }
    pause();
}
