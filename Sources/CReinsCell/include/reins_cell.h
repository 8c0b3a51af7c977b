#ifndef REINS_CELL_H
#define REINS_CELL_H
#include <stdint.h>
#endif
