package io.waggle.broker.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.waggle.broker.inbox.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

final class OrderTest {

    private final Order order = new Order();
    private final List<String> handedIn = new ArrayList<>();
    private final List<CompletableFuture<Decision>> decisions = new ArrayList<>();

    private CompletableFuture<Decision> handIn(String what) {
        return order.behind(() -> {
            handedIn.add(what);
            CompletableFuture<Decision> decision = new CompletableFuture<>();
            decisions.add(decision);
            return decision;
        });
    }

    @Test
    void isFreeUntilSomethingWaitsAndAgainWhenAllIsDecided() {
        assertThat(order.isFree()).isTrue();
        var one = handIn("one");
        assertThat(order.isFree()).isFalse();
        var two = handIn("two");
        decisions.get(0).complete(new Decision.AllAccepted(List.of()));
        assertThat(order.isFree()).isFalse();
        decisions.get(1).complete(new Decision.AllAccepted(List.of()));
        assertThat(order.isFree()).isTrue();
        assertThat(List.of(one, two)).allMatch(CompletableFuture::isDone);
    }

    @Test
    void handsInWhatCameFirstFirst() {
        for (String what : List.of("one", "two", "three", "four")) {
            var unused = handIn(what);
        }
        assertThat(handedIn).containsExactly("one");
        for (int i = 0; i < 4; i++) {
            decisions.get(i).complete(new Decision.AllAccepted(List.of()));
        }
        assertThat(handedIn).containsExactly("one", "two", "three", "four");
    }

    @Test
    void whatFailsDoesNotHoldUpTheOthers() {
        CompletableFuture<Decision> one = handIn("one");
        CompletableFuture<Decision> two = handIn("two");

        decisions.get(0).completeExceptionally(new IllegalStateException("the store fails"));
        decisions.get(1).complete(new Decision.SeeOutcomes());

        assertThat(one).isCompletedExceptionally();
        assertThat(two).isCompletedWithValue(new Decision.SeeOutcomes());
    }
}
