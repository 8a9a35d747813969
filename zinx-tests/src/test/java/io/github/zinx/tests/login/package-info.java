/** What a connection may do before it has logged in. */
@NullMarked
package io.github.zinx.tests.login;

import org.jspecify.annotations.NullMarked;
