/** The client's promises, with servers of the library's own and with servers that are nothing but a socket. */
@NullMarked
package io.github.zinx.tests.client;

import org.jspecify.annotations.NullMarked;
