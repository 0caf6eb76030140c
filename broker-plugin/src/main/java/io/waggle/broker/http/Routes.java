package io.waggle.broker.http;

import io.javalin.config.RoutesConfig;

/** The resources of one domain. */
interface Routes {

    void addTo(RoutesConfig routes);
}
