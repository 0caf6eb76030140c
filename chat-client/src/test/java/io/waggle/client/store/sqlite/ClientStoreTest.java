package io.waggle.client.store.sqlite;

import io.waggle.client.store.ClientStoreContract;
import io.waggle.client.store.SqlDatabase;
import java.nio.file.Path;

class ClientStoreTest extends ClientStoreContract {

    @Override
    protected SqlDatabase open(Path file) {
        return FastDatabases.open(file);
    }
}
