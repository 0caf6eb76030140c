package io.waggle.loadtest;

import io.waggle.loadtest.broker.Target;
import io.waggle.loadtest.measure.FlameGraph;
import io.waggle.loadtest.measure.Latency;
import io.waggle.loadtest.report.Terminal;
import io.waggle.loadtest.run.Progress;
import io.waggle.loadtest.scenario.ScenarioException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Draws a flame graph of the broker while it is measured, and tells the terminal everything. */
final class Profiled implements Progress {

    private final Terminal terminal;
    private final long broker;
    private final Path page;
    private final String title;
    private @Nullable FlameGraph graph;

    /**
     * @param page is written when what is measured has ended
     * @throws ScenarioException if the broker is not a process that was started here
     */
    Profiled(Terminal terminal, Target target, Path page, String title) {
        this.terminal = terminal;
        this.page = page;
        this.title = title;
        this.broker = target.probe()
                .orElseThrow(() -> new ScenarioException("--flame-graph: " + target.name() + " was not started here"))
                .pid();
    }

    @Override
    public void phase(String what) {
        terminal.phase(what);
    }

    @Override
    public void second(long seconds, long sentPerS, long deliveredPerS, long underWay, Latency latency) {
        terminal.second(seconds, sentPerS, deliveredPerS, underWay, latency);
    }

    @Override
    public void measuring() {
        try {
            graph = FlameGraph.start(broker);
        } catch (IllegalArgumentException e) {
            tellOf(e);
        }
    }

    @Override
    public void measured() {
        if (graph == null) {
            return;
        }
        try {
            graph.stop(page, title);
            terminal.say("flame graph: " + page.toAbsolutePath().normalize().toUri());
        } catch (IllegalArgumentException e) {
            tellOf(e); // a picture is not worth the result
        }
    }

    private void tellOf(IllegalArgumentException fault) {
        terminal.say("flame graph: " + fault.getMessage());
    }
}
