/** What the promises are tested with besides the test kit of the client. */
@NullMarked
package io.github.zinx.tests.support;

import org.jspecify.annotations.NullMarked;
