#define _GNU_SOURCE
#include "terminal_guard.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>
#include <wchar.h>

int reins_character_width(uint32_t character) { return wcwidth((wchar_t)character); }

int reins_memory_file(const char *name) { return memfd_create(name, MFD_CLOEXEC); }

/* The guard. Everything that its handler needs lies ready here. */

static const int crashes[] = {SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE};
enum { CRASHES = sizeof crashes / sizeof crashes[0], SEQUENCE = 512, NOTE = 1024 };

static struct {
    int descriptor;
    struct termios saved;
    char sequence[SEQUENCE];
    size_t length;
    char note[NOTE];
    char log_note[NOTE];
    int64_t log_size;
    struct sigaction before[CRASHES];
} guard;

/* 0 off, 1 armed, 2 at work: two threads may crash at once. */
static atomic_int guard_state;

static void write_all(int descriptor, const char *bytes, size_t length) {
    /* A terminal that takes nothing must not keep a dead process alive. */
    for (int patience = 4; length > 0 && patience > 0;) {
        ssize_t taken = write(descriptor, bytes, length);
        if (taken > 0) {
            bytes += taken;
            length -= (size_t)taken;
        } else if (taken < 0 && errno == EAGAIN) {
            struct pollfd polled = {.fd = descriptor, .events = POLLOUT};
            poll(&polled, 1, 50);
            patience--;
        } else if (taken < 0 && errno != EINTR) {
            return;
        }
    }
}

static int guard_restore(int has_crashed) {
    int armed = 1;
    if (!atomic_compare_exchange_strong(&guard_state, &armed, 2)) return 0;
    write_all(guard.descriptor, guard.sequence, guard.length);
    tcsetattr(guard.descriptor, TCSANOW, &guard.saved);
    if (has_crashed) write_all(guard.descriptor, guard.note, strlen(guard.note));
    struct stat log;
    if (guard.log_note[0] && fstat(STDERR_FILENO, &log) == 0 && log.st_size > guard.log_size)
        write_all(guard.descriptor, guard.log_note, strlen(guard.log_note));
    return 1;
}

static void on_crash(int number, siginfo_t *info, void *context) {
    (void)context;
    guard_restore(1);
    for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &guard.before[i], 0);
    /* A fault happens again on return, now under the handler from before. What was sent, and a
       breakpoint, which lies behind us, must be sent again. */
    if (info->si_code <= 0 || number == SIGTRAP) raise(number);
}

static void on_exit_restore(void) { guard_restore(0); }

static void copy_note(char *place, const char *note) {
    place[0] = 0;
    if (note && strlen(note) < NOTE) strcpy(place, note);
}

void reins_guard_arm(int descriptor, const void *saved, const void *sequence,
                     size_t length, const char *note, const char *log_note, int64_t log_size) {
    static atomic_flag registered = ATOMIC_FLAG_INIT;
    reins_guard_disarm();
    guard.descriptor = descriptor;
    guard.saved = *(const struct termios *)saved;
    guard.length = length <= SEQUENCE ? length : 0;
    memcpy(guard.sequence, sequence, guard.length);
    copy_note(guard.note, note);
    copy_note(guard.log_note, log_note);
    guard.log_size = log_size;
    struct sigaction action = {.sa_sigaction = on_crash, .sa_flags = SA_SIGINFO | SA_ONSTACK};
    sigemptyset(&action.sa_mask);
    for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &action, &guard.before[i]);
    if (!atomic_flag_test_and_set(&registered)) atexit(on_exit_restore);
    atomic_store(&guard_state, 1);
}

void reins_guard_disarm(void) {
    int armed = 1;
    if (!atomic_compare_exchange_strong(&guard_state, &armed, 0)) return;
    for (int i = 0; i < CRASHES; i++) sigaction(crashes[i], &guard.before[i], 0);
}

/* Signals that are requests. */

static const int requests[] = {SIGINT, SIGTERM, SIGHUP, SIGWINCH, SIGCONT, SIGTSTP};
enum { REQUESTS = sizeof requests / sizeof requests[0] };

static struct sigaction requests_before[REQUESTS];
static atomic_int event = -1;
static atomic_int quit_signal;
static atomic_uint resized;
static atomic_uint continued;

static void on_request(int number) {
    int before = errno;
    int none = 0;
    if (number == SIGWINCH) atomic_fetch_add(&resized, 1);
    else if (number == SIGCONT) atomic_fetch_add(&continued, 1);
    else atomic_compare_exchange_strong(&quit_signal, &none, number);
    uint64_t one = 1;
    ssize_t written = write(atomic_load(&event), &one, sizeof one);
    (void)written; /* A full counter is readable as well. */
    errno = before;
}

int reins_signals_install(void) {
    if (atomic_load(&event) >= 0) return atomic_load(&event);
    int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (descriptor < 0) return -1;
    atomic_store(&event, descriptor);
    for (int i = 0; i < REQUESTS; i++) {
        struct sigaction action = {.sa_handler = on_request, .sa_flags = SA_RESTART};
        if (requests[i] == SIGTSTP) action.sa_handler = SIG_IGN;
        sigemptyset(&action.sa_mask);
        sigaction(requests[i], &action, &requests_before[i]);
        /* Under nohup somebody asked that it go on when the terminal goes. */
        if (requests[i] == SIGHUP && requests_before[i].sa_handler == SIG_IGN)
            sigaction(requests[i], &requests_before[i], NULL);
    }
    return descriptor;
}

int reins_signals_quit(void) { return atomic_load(&quit_signal); }
unsigned reins_signals_resized(void) { return atomic_load(&resized); }
unsigned reins_signals_continued(void) { return atomic_load(&continued); }

void reins_signals_remove(void) {
    int descriptor = atomic_load(&event);
    if (descriptor < 0) return;
    for (int i = 0; i < REQUESTS; i++) sigaction(requests[i], &requests_before[i], 0);
    atomic_store(&event, -1);
    atomic_store(&quit_signal, 0);
    close(descriptor);
}
