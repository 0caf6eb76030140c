package io.waggle.loadtest.scenario;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What one run does: a name and a value for every {@link Parameter}. Immutable. */
public final class Scenario {

    private final String name;
    private final Map<Parameter, Object> values;
    private final Map<Parameter, String> texts;

    private Scenario(String name, Map<Parameter, Object> values, Map<Parameter, String> texts) {
        this.name = name;
        this.values = values;
        this.texts = texts;
    }

    /**
     * A scenario with these settings and every other parameter's default.
     *
     * @throws ScenarioException if a key does not exist or a value is not allowed; it names all that are wrong
     */
    public static Scenario of(String name, Map<String, String> settings) {
        Map<Parameter, String> texts = new EnumMap<>(Parameter.class);
        for (Parameter parameter : Parameter.values()) {
            texts.put(parameter, parameter.byDefault());
        }
        return new Scenario(name, Map.of(), texts).with(settings);
    }

    /** The same with other settings. @throws ScenarioException as {@link #of} */
    public Scenario with(Map<String, String> settings) {
        Map<Parameter, String> newTexts = new EnumMap<>(texts);
        List<String> faults = new ArrayList<>();
        settings.forEach((key, value) -> Parameter.named(key)
                .ifPresentOrElse(
                        parameter -> newTexts.put(parameter, value.trim()),
                        () -> faults.add(key + ": there is no such parameter")));
        Map<Parameter, Object> newValues = new EnumMap<>(Parameter.class);
        newTexts.forEach((parameter, text) -> parameter
                .parse(text)
                .ifPresentOrElse(
                        value -> newValues.put(parameter, value),
                        () -> faults.add(parameter.key() + " = " + text + ": " + parameter.meaning())));
        if (!faults.isEmpty()) {
            throw new ScenarioException("scenario " + name + ": " + String.join("; ", faults));
        }
        return new Scenario(name, newValues, newTexts);
    }

    /** The same with one other setting. @throws ScenarioException as {@link #of} */
    public Scenario with(Parameter parameter, Object value) {
        return with(Map.of(parameter.key(), value.toString()));
    }

    /** A parameter as it would be written. */
    public String text(Parameter parameter) {
        return Objects.requireNonNull(texts.get(parameter));
    }

    /** What the run is called: the name of its file. */
    public String name() {
        return name;
    }

    /** Every parameter as it would be written. */
    public Map<Parameter, String> texts() {
        return Collections.unmodifiableMap(texts);
    }

    public Kind kind() {
        return (Kind) get(Parameter.KIND);
    }

    public Receipts receipts() {
        return (Receipts) get(Parameter.RECEIPTS);
    }

    public Addressing addressing() {
        return (Addressing) get(Parameter.ADDRESSING);
    }

    public ClientKind client() {
        return (ClientKind) get(Parameter.CLIENT);
    }

    /** A whole number. */
    public int number(Parameter parameter) {
        return (Integer) get(parameter);
    }

    /** A length of time. */
    public Duration time(Parameter parameter) {
        return (Duration) get(parameter);
    }

    /** Messages per second; 0: as fast as windows let. */
    public double rate() {
        return (Double) get(Parameter.RATE);
    }

    /** Sizes of messages, in turn. */
    public List<Integer> sizes() {
        return ((List<?>) get(Parameter.SIZE)).stream().map(Integer.class::cast).toList();
    }

    private Object get(Parameter parameter) {
        Object value = values.get(parameter);
        if (value == null) {
            throw new IllegalStateException("a scenario without " + parameter);
        }
        return value;
    }
}
