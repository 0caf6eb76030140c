/** Real clients under load: the same scenarios as the simulated devices', by the library that applications use. */
@NullMarked
package io.waggle.loadtest.client;

import org.jspecify.annotations.NullMarked;
