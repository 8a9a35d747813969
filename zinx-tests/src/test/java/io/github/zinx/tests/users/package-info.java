/** Whose connection is whose. */
@NullMarked
package io.github.zinx.tests.users;

import org.jspecify.annotations.NullMarked;
