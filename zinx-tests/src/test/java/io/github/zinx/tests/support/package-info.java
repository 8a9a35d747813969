/** What the promises are tested with: a peer that speaks bytes, and servers on free ports. */
@NullMarked
package io.github.zinx.tests.support;

import org.jspecify.annotations.NullMarked;
