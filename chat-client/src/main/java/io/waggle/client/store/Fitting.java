package io.waggle.client.store;

import io.waggle.protocol.AccountId;
import io.waggle.protocol.content.Call;
import io.waggle.protocol.content.Content;
import io.waggle.protocol.content.DecodedContent;
import io.waggle.protocol.content.DeleteForEveryone;
import io.waggle.protocol.content.Edit;
import io.waggle.protocol.content.Image;
import io.waggle.protocol.content.Kind;
import io.waggle.protocol.content.LiveLocation;
import io.waggle.protocol.content.LiveLocationUpdate;
import io.waggle.protocol.content.MessageChange;
import io.waggle.protocol.content.Pin;
import io.waggle.protocol.content.Poll;
import io.waggle.protocol.content.PollVote;
import io.waggle.protocol.content.Reaction;
import io.waggle.protocol.content.SharedFile;
import io.waggle.protocol.content.Text;
import io.waggle.protocol.content.Video;

/** Which change is for which kind of message. CONTENT.md, section "What changes something". */
final class Fitting {

    private Fitting() {}

    /** Whether the change is for such a message. For one that only a later version can read, any may be. */
    static boolean fits(DecodedContent message, MessageChange change) {
        if (message instanceof DecodedContent.Unknown unknown && unknown.bytes().isEmpty()) {
            return isForEverything(change); // it was viewed, and what it was is forgotten
        } else if (!(message instanceof DecodedContent.Known known)) {
            return true;
        } else {
            return fits(known.content(), change);
        }
    }

    private static boolean isForEverything(MessageChange change) {
        return change instanceof Reaction || change instanceof Pin || change instanceof DeleteForEveryone;
    }

    private static boolean fits(Content content, MessageChange change) {
        if (change instanceof Edit edit) {
            return fits(content, edit);
        } else if (change instanceof PollVote vote) {
            return content.kind() instanceof Poll poll && fits(poll, vote);
        }
        if (change instanceof Call.Outcome outcome) {
            return content.kind() instanceof Call.Start start && start.call().equals(outcome.call());
        }
        return !(change instanceof LiveLocationUpdate) || content.kind() instanceof LiveLocation;
    }

    /** Whether the account may have viewed the message for the only time: it is not its own. As above, of a later one any. */
    static boolean isViewedOnceBy(AccountId account, StoredMessage message) {
        return !message.sender().account().equals(account)
                && (!(message.content() instanceof DecodedContent.Known known)
                        || known.content().viewOnce());
    }

    private static boolean fits(Content content, Edit edit) {
        Kind kind = content.kind();
        if (kind instanceof Text) {
            return edit.text().isPresent();
        }
        return !content.viewOnce()
                && (kind instanceof Image
                        || kind instanceof Video
                        || kind instanceof SharedFile
                        || kind instanceof LiveLocation);
    }

    private static boolean fits(Poll poll, PollVote vote) {
        int most = poll.mostChoices() == 0 ? poll.options().size() : poll.mostChoices();
        for (int option : vote.options()) {
            if (option >= poll.options().size()) {
                return false;
            }
        }
        return vote.options().size() <= most;
    }
}
