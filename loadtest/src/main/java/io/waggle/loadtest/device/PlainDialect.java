package io.waggle.loadtest.device;

import io.netty.buffer.ByteBuf;
import io.waggle.loadtest.ledger.Stamp;
import java.util.List;
import java.util.Optional;

/** MQTT and nothing above it: a message is a PUBLISH to its conversation's topic, and its recipients subscribe to that. */
final class PlainDialect implements Dialect {

    private final List<String> subscriptions;

    PlainDialect(List<Conversation> receives) {
        this.subscriptions = receives.stream().map(PlainDialect::topic).toList();
    }

    private static String topic(Conversation conversation) {
        return "loadtest/" + conversation.sender().account().value();
    }

    @Override
    public List<String> subscriptions() {
        return subscriptions;
    }

    @Override
    public Optional<Publication> greeting() {
        return Optional.empty();
    }

    @Override
    public boolean awaitsWelcome() {
        return false;
    }

    @Override
    public Publication write(List<Outgoing> messages) {
        Outgoing message = messages.get(0);
        return new Publication(topic(message.conversation()), message.content());
    }

    @Override
    public int frameLimit(int wanted) {
        return 1;
    }

    @Override
    public boolean read(ByteBuf payload, Listener listener) {
        Stamp.of(payload.nioBuffer()).ifPresentOrElse(listener::message, listener::foreign);
        return false;
    }

    @Override
    public boolean owesAcknowledgement() {
        return false;
    }

    @Override
    public Publication acknowledgement() {
        throw new IllegalStateException("MQTT's own PUBACK is all there is to say");
    }
}
