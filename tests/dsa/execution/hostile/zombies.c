// expect: AC
#include <stdio.h>
#include <unistd.h>
int main(void) {
    int count = 0;
    for (int pid; count < 100000 && (pid = fork()) >= 0; count++)
        if (pid == 0) _exit(0);
    puts(count < 1000 ? "contained" : "ESCAPED");
}
