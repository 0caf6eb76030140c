package io.waggle.broker.monitoring;

/** One page that can be got; asked on an HTTP thread. */
interface Page {

    Answer answer();
}
