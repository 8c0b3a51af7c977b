/* What a terminal program must do inside signal handlers, where Swift cannot run. */
#ifndef REINS_TERMINAL_GUARD_H
#define REINS_TERMINAL_GUARD_H

#include <stddef.h>
#include <stdint.h>

/* memfd_create: a file that is memory. GNU-only. -1 and errno on failure. */
int reins_memory_file(const char *name);

/* wcwidth: columns of a character as the C library, and with it ncurses, sees them; -1 for what is
   not printable. X/Open-only. */
int reins_character_width(uint32_t character);

/* From now on a crash (SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS, SIGFPE) and exit() first write
   `length` bytes to `descriptor` and set its tty settings (a `struct termios`), then go on as they
   would have. A crash writes `note` too; where `log_note` is given and standard error has grown
   beyond `log_size`, that follows. Copies everything. One terminal at a time: a second call
   replaces the first. Sequences longer than 512 bytes and notes longer than 1023 are cut to
   nothing. */
void reins_guard_arm(int descriptor, const void *saved, const void *sequence,
                     size_t length, const char *note, const char *log_note, int64_t log_size);

/* Undoes `reins_guard_arm`. */
void reins_guard_disarm(void);

/* Catches SIGINT, SIGTERM and SIGHUP (asked to quit), SIGWINCH and SIGCONT; ignores SIGTSTP: a
   stopped console could not be told from a dead one. Gives the descriptor of an event counter that
   becomes readable with each signal, or -1 and errno. May be called again. */
int reins_signals_install(void);

/* The first signal that asked to quit, or 0. */
int reins_signals_quit(void);

/* How often the terminal's size changed, and how often the process was continued. */
unsigned reins_signals_resized(void);
unsigned reins_signals_continued(void);

/* Gives the signals back to what they did before, for tests. */
void reins_signals_remove(void);

#endif
