package io.waggle.broker.ingest;

/** The Reason Codes (MQTT 5.0, section 2.4) that a device may be told, by the names that the specification gives them. */
public enum ReasonCode {
    SUCCESS(0x00),
    NO_MATCHING_SUBSCRIBERS(0x10),
    IMPLEMENTATION_SPECIFIC_ERROR(0x83),
    NOT_AUTHORIZED(0x87),
    RECEIVE_MAXIMUM_EXCEEDED(0x93),
    QUOTA_EXCEEDED(0x97),
    PAYLOAD_FORMAT_INVALID(0x99),
    QOS_NOT_SUPPORTED(0x9B);

    private final int value;

    ReasonCode(int value) {
        this.value = value;
    }

    /** As it is on the wire. */
    public int value() {
        return value;
    }

    /** Whether it says that the packet was not accepted. */
    public boolean isFailure() {
        return value >= 0x80;
    }
}
