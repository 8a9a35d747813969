/** The rules that the code itself keeps, read from the class files that are shipped. */
package io.github.zinx.tests.architecture;
