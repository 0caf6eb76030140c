package io.waggle.client.store;

/** What a person can do about a message that does not get on. */
public enum Remedy {
    /** Nothing: it goes on by itself when it can. */
    WAIT,
    /** Get this device a connection. */
    CONNECT,
    /** Try it again, now or later: {@code WaggleClient.retry}. */
    RETRY,
    /** Write it anew. */
    SEND_ANEW,
    /** Ask the recipient whether it has come, and only then write it anew. */
    ASK_BEFORE_SENDING_ANEW,
    /** Reach the recipient in another way: it takes nothing from here. */
    REACH_OTHERWISE,
    /** Send it without that recipient, who is not there any more. */
    LEAVE_OUT,
    /** Make it smaller. */
    SHORTEN,
    /** Ask the recipient to update the app, which cannot read it. */
    ASK_TO_UPDATE,
    /** Ask an admin of the group. */
    ASK_ADMIN,
    /** Ask for another link to the group. */
    ASK_FOR_LINK,
    /** Leave another group first, or have the account that is named do so. */
    LEAVE_A_GROUP,
    /** Report it: this is a fault of the app or the server. */
    REPORT
}
