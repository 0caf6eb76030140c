@NullMarked
package io.waggle.broker.hivemq.pipeline;

import org.jspecify.annotations.NullMarked;
