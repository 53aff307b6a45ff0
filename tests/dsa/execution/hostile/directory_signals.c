// expect: AC
// A signal whenever somebody opens a file in a folder that all runs and the host have in common.
#define _GNU_SOURCE
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static volatile int told;
static void note(int number) { told = number; }
int main(void) {
    static const char *const folders[] = {"/usr/bin", "/usr/lib", "/work"};
    char byte;
    signal(SIGIO, note);
    for (int i = 0; i < 3; i++) {
        int folder = open(folders[i], O_RDONLY | O_DIRECTORY);
        if (folder < 0) puts("no folder");
        if (fcntl(folder, F_NOTIFY, DN_ACCESS | DN_CREATE | DN_MULTISHOT) == 0) told |= 1;
    }
    int file = open("/usr/bin/env", O_RDONLY);
    if (file < 0 || read(file, &byte, 1) != 1) puts("no file");
    puts(told ? "ESCAPED" : "contained");
}
