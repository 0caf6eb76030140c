package io.waggle.broker.config;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * The texts of a file while the tree is made from them: gives each setting its value, and gathers the faults instead of
 * stopping at the first. Used by one thread, thrown away with the load.
 */
final class Values {

    private final Map<String, String> texts;
    private final List<String> faults;

    Values(Map<String, String> texts, List<String> faults) {
        this.texts = new LinkedHashMap<>(texts);
        this.faults = faults;
    }

    /** The setting's value; its default if the file has none, or a wrong one that is now among the faults. */
    <T> T get(Setting<T> setting) {
        String text = texts.get(setting.key());
        if (text == null) {
            return setting.defaultValue();
        }
        try {
            return setting.read(text);
        } catch (ConfigException e) {
            faults.addAll(e.faults());
            return setting.defaultValue();
        }
    }

    /**
     * A record of the tree, or its replacement when its values contradict each other and no fault is known that may be why:
     * a default in place of a wrong value must not be blamed.
     */
    <T> T section(Supplier<T> make, Supplier<T> replacement) {
        int before = faults.size();
        try {
            return make.get();
        } catch (ConfigException e) {
            if (faults.size() == before) {
                faults.addAll(e.faults());
            }
            return replacement.get();
        }
    }
}
