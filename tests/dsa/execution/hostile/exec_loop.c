// expect: TLE
// Becomes another program again and again, with as many arguments as there may be: never long the one that is watched.
#include <stdio.h>
#include <string.h>
#include <unistd.h>
static char large[100000], *arguments[42];
int main(int count, char **given) {
    memset(large, 'x', sizeof large - 1);
    arguments[0] = given[0];
    for (int i = 1; i < 40; i++) arguments[i] = large;
    execv("/proc/self/exe", arguments);
    return count;
}
