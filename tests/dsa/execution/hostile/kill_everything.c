// expect: AC
#include <signal.h>
#include <stdio.h>
int main(void) {
    for (int i = 1; i < 65; i++) kill(1, i);
    kill(-1, SIGKILL);
    puts("contained");
}
