/** The documents, held to what the code does: their code is compiled and run, their tables and links are looked up. */
@NullMarked
package io.github.zinx.tests.documents;

import org.jspecify.annotations.NullMarked;
