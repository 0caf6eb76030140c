package io.waggle.broker.inbox.rocksdb;

import io.waggle.broker.group.GroupPicture;
import io.waggle.broker.inbox.Submission;
import io.waggle.protocol.Address;
import io.waggle.protocol.ConversationId;
import io.waggle.protocol.MessageId;
import io.waggle.protocol.frame.GroupChange;
import io.waggle.protocol.frame.SendOutcome.Result;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.rocksdb.RocksDBException;

/** Gives a group another picture, in the commit that tells its members. */
final class SetPictureOperation extends Operation<Result> {

    private final Address by;
    private final ConversationId group;
    private final Optional<GroupPicture> picture;

    SetPictureOperation(Address by, ConversationId group, Optional<GroupPicture> picture) {
        super(picture.map(shown -> shown.jpeg().length).orElse(0));
        this.by = by;
        this.group = group;
        this.picture = picture;
    }

    @Override
    Result apply(Commit commit) throws RocksDBException {
        GroupChange change = new GroupChange(
                MessageId.create(Instant.ofEpochMilli(commit.nowMs())),
                group,
                0,
                new GroupChange.SetPicture(picture.map(GroupPicture::id).orElse("")));
        Result result = new GroupChanging(commit)
                .decide(new Submission(by, List.of(change), Submission.Refusals.BY_ANSWER), change)
                .result();
        if (result == Result.ACCEPTED) {
            commit.groups().setPicture(group, picture);
            commit.requireSync();
        }
        return result;
    }
}
