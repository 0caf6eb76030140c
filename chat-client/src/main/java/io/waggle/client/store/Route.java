package io.waggle.client.store;

/** How something that this device sends goes out. */
enum Route {
    /** To accounts that it names. */
    ACCOUNTS(1),
    /** To the group that the conversation is. */
    GROUP(2),
    /** No message: a change of the group that the conversation is. */
    GROUP_CHANGE(3);

    private final int code;

    Route(int code) {
        this.code = code;
    }

    /** How the schema writes it. Never reused. */
    long code() {
        return code;
    }

    static Route fromCode(long code) {
        for (Route route : values()) {
            if (route.code == code) {
                return route;
            }
        }
        throw new StoreException("not the code of a route: " + code);
    }
}
