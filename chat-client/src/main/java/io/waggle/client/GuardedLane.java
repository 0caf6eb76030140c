package io.waggle.client;

import java.time.Duration;
import java.util.function.Consumer;

/** A lane in which no task can do more harm than not finish: what it throws is handed to somebody. */
final class GuardedLane implements Lane {

    private final Lane lane;
    private final Consumer<RuntimeException> onFailure;

    GuardedLane(Lane lane, Consumer<RuntimeException> onFailure) {
        this.lane = lane;
        this.onFailure = onFailure;
    }

    @Override
    public void execute(Runnable task) {
        lane.execute(() -> run(task));
    }

    @Override
    public Timer after(Duration delay, Runnable task) {
        return lane.after(delay, () -> run(task));
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            onFailure.accept(e);
        }
    }
}
