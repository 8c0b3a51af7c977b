#include "reins_cell.h"
