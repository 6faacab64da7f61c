/*
 * The river: how it walks.
 *
 * It goes on.
 */
#include <stdio.h>

// A comment over
// two lines.
int walk(int days) {
    /* inside */
    return days; // at the end
}
