package io.waggle.loadtest.pace;

import java.util.PriorityQueue;
import java.util.Queue;

/** Time that passes when a test says so. */
final class ManualTimer implements Timer {

    private record Alarm(long at, Runnable task) {}

    private final Queue<Alarm> alarms = new PriorityQueue<>((one, other) -> Long.compare(one.at() - other.at(), 0));
    private long now;

    ManualTimer(long start) {
        now = start;
    }

    @Override
    public long now() {
        return now;
    }

    @Override
    public void schedule(Runnable task, long nanos) {
        alarms.add(new Alarm(now + Math.max(0, nanos), task));
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    /** Lets time pass with a thread that is awake: every alarm rings when it is due. */
    void pass(long nanos) {
        long end = now + nanos;
        while (!alarms.isEmpty() && alarms.peek().at() - end <= 0) {
            Alarm alarm = alarms.remove();
            now += Math.max(0, alarm.at() - now);
            alarm.task().run();
        }
        now = end;
    }

    /** Lets time pass with a thread that is kept from running: alarms that were due ring when it is over. */
    void stall(long nanos) {
        now += nanos;
        pass(0);
    }
}
