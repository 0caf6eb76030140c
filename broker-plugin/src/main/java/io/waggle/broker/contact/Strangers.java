package io.waggle.broker.contact;

/** What a person does with messages of those who are not among the contacts. */
public enum Strangers {
    ALLOW,
    /** Takes them, to be asked. */
    REQUEST,
    REFUSE
}
