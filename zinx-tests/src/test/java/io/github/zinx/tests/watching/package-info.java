/** What can be seen of a server from outside: counters, overdue handlers, the log. */
@NullMarked
package io.github.zinx.tests.watching;

import org.jspecify.annotations.NullMarked;
