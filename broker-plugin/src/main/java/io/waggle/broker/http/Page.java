package io.waggle.broker.http;

/** One page that can be got; asked on an HTTP thread. */
interface Page {

    Answer answer();
}
