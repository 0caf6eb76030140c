package io.waggle.broker.monitoring;

import io.waggle.broker.monitoring.HealthCheck.Health;
import io.waggle.broker.monitoring.HealthCheck.Health.Down;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Says whether the broker is well: 200 if every check is up, else 503, with the same body shape. A check that fails to answer
 * counts as down, since a load balancer must not be told that all is well by a program that does not know.
 */
final class HealthPage implements Page {

    private static final Logger LOG = LoggerFactory.getLogger(HealthPage.class);

    private final List<HealthCheck> checks;

    HealthPage(List<HealthCheck> checks) {
        this.checks = List.copyOf(checks);
    }

    @Override
    public Answer answer() {
        List<Finding> findings = checks.stream().map(HealthPage::ask).toList();
        boolean up = findings.stream().allMatch(Finding::isUp);
        String body = findings.stream()
                .map(Finding::json)
                .collect(Collectors.joining(",", "{\"status\":" + status(up) + ",\"checks\":{", "}}\n"));
        return Answer.json(up ? 200 : 503, body);
    }

    private static Finding ask(HealthCheck check) {
        try {
            return new Finding(check.name(), check.health().get());
        } catch (RuntimeException e) {
            LOG.warn("Health check {} failed", check.name(), e);
            return new Finding(check.name(), new Down("the check itself failed"));
        }
    }

    private static String status(boolean up) {
        return up ? "\"UP\"" : "\"DOWN\"";
    }

    private record Finding(String name, Health health) {

        boolean isUp() {
            return health instanceof Health.Up;
        }

        String json() {
            String reason = health instanceof Down down ? ",\"reason\":" + Json.quote(down.reason()) : "";
            return Json.quote(name) + ":{\"status\":" + status(isUp()) + reason + "}";
        }
    }
}
