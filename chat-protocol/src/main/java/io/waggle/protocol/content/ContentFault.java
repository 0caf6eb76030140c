package io.waggle.protocol.content;

/** Why bytes are not a content; a closed vocabulary, for metrics too. CONTENT.md explains each. */
public enum ContentFault {
    CONTENT_TOO_LARGE,
    NOT_PROTOBUF,
    BAD_REFERENCE,
    BAD_ID,
    BAD_ADDRESS,
    BAD_OPTION,
    BAD_TEXT,
    BAD_SPAN,
    BAD_PREVIEW,
    BAD_ATTACHMENT,
    BAD_THUMBNAIL,
    BAD_MEDIA,
    BAD_FILE_NAME,
    BAD_LOCATION,
    BAD_CONTACT,
    BAD_POLL,
    BAD_CALL,
    BAD_REVISION,
    BAD_SYNC,
    BAD_HISTORY
}
