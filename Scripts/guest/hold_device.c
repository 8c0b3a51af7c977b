/* Another program that keeps an input device for itself, as spacenavd does.
 *   hold_device NODE SECONDS
 */
#include <fcntl.h>
#include <linux/input.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

int main(int count, char **arguments) {
    if (count != 3) return 2;
    int device = open(arguments[1], O_RDWR | O_CLOEXEC);
    if (device < 0 || ioctl(device, EVIOCGRAB, 1) != 0) {
        perror(arguments[1]);
        return 1;
    }
    puts("held");
    fflush(stdout);
    sleep((unsigned)atoi(arguments[2]));
    return 0;
}
