package io.waggle.client.transport;

/** The reason codes (MQTT 5.0, section 2.4) to which the protocol gives a meaning. */
public final class ReasonCode {

    /** PUBACK: every item of the frame is accepted and durable. */
    public static final int SUCCESS = 0x00;

    /** PUBACK: decided and durable, and a row in the sender's inbox has the outcome of each message. */
    public static final int OUTCOMES_FOLLOW = 0x10;

    /** PUBACK: not decided. Busy, or the server's store fails. */
    public static final int NOT_DECIDED = 0x83;

    /** CONNACK: the token is missing, expired or forged. */
    public static final int BAD_TOKEN = 0x86;

    /** CONNACK, SUBACK, PUBACK: not authorized. */
    public static final int NOT_AUTHORIZED = 0x87;

    /** DISCONNECT: another connection of the same device took over. */
    public static final int TAKEN_OVER = 0x8E;

    /**
     * PUBACK: no message of the frame was accepted, for want of room. CONNACK: too many devices. Either: too much was done, as a
     * {@link io.waggle.protocol.RateRefusal} in the reason string tells.
     */
    public static final int QUOTA_EXCEEDED = 0x97;

    /** PUBACK: not a frame of the protocol. */
    public static final int MALFORMED = 0x99;

    private ReasonCode() {}
}
