/* A program on a terminal of its own, whose far end is a stream: what is written to the stream is
 * typed, what the program draws is read from it.
 *
 *   on_terminal STREAM COLUMNS ROWS PROGRAM ARGUMENT...
 *
 * Ends with the program's exit status, or 128 and its signal. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* - Returns: whether there may be more. */
static int pass(int from, int to) {
    char bytes[4096];
    ssize_t count = read(from, bytes, sizeof bytes);
    if (count < 0) return errno == EINTR || errno == EAGAIN;
    for (ssize_t done = 0; done < count;) {
        ssize_t taken = write(to, bytes + done, (size_t)(count - done));
        if (taken < 0 && errno != EINTR && errno != EAGAIN) return 0;
        if (taken > 0) done += taken;
    }
    return count > 0;
}

int main(int count, char **arguments) {
    if (count < 5) return 2;
    int stream = open(arguments[1], O_RDWR | O_CLOEXEC);
    if (stream < 0) {
        perror(arguments[1]);
        return 2;
    }
    struct winsize size = {.ws_col = (unsigned short)atoi(arguments[2]),
                           .ws_row = (unsigned short)atoi(arguments[3])};
    int terminal;
    pid_t program = forkpty(&terminal, NULL, NULL, &size);
    if (program == 0) {
        execvp(arguments[4], arguments + 4);
        perror(arguments[4]);
        _exit(127);
    }
    struct pollfd polled[] = {{terminal, POLLIN, 0}, {stream, POLLIN, 0}};
    for (;;) {
        if (poll(polled, 2, -1) < 0 && errno != EINTR) break;
        if (polled[0].revents && !pass(terminal, stream)) break;
        if (polled[1].revents & POLLIN) pass(stream, terminal);
        else if (polled[1].revents) polled[1].fd = -1; /* nobody is there who could type */
    }
    int status = 0;
    waitpid(program, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}
