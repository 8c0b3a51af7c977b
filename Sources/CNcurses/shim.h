#pragma once
#define NCURSES_WIDECHAR 1
#include <curses.h>

/* Attributes are macros with casts, which Swift does not import. */
enum {
    REINS_A_BOLD = A_BOLD,
    REINS_A_DIM = A_DIM,
    REINS_A_UNDERLINE = A_UNDERLINE,
    REINS_A_REVERSE = A_REVERSE,
};
