// expect: AC
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
int main(void) {
    int changed = open("/box/program", O_WRONLY) >= 0 || open("/proc/self/exe", O_RDWR) >= 0 ||
                  unlink("/box/program") == 0 || chmod("/box/program", 04777) == 0 ||
                  rename("/box", "/box2") == 0 || open("/box/new", O_CREAT | O_WRONLY, 0777) >= 0 ||
                  open("/init", O_WRONLY) >= 0 || open("/usr/bin/x", O_CREAT | O_WRONLY, 0777) >= 0 ||
                  open("/x", O_CREAT | O_WRONLY, 0777) >= 0 || symlink("/etc/shadow", "/box/link") == 0 ||
                  link("/box/program", "/work/link") == 0;
    puts(changed ? "ESCAPED" : "contained");
}
