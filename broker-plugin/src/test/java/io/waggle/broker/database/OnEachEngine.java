package io.waggle.broker.database;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Tests of tables: they run on every engine, each test on an empty database. */
@ParameterizedClass
@EnumSource(Engine.class)
public abstract class OnEachEngine {

    private final Engine engine;

    @TempDir
    private Path folder;

    protected Database database;

    @SuppressWarnings("NullAway.Init")
    protected OnEachEngine(Engine engine) {
        this.engine = engine;
    }

    @BeforeEach
    void open() {
        database = engine.open(folder);
    }

    @AfterEach
    void close() {
        database.close();
    }
}
