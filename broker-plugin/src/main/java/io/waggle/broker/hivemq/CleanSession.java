package io.waggle.broker.hivemq;

import com.hivemq.extension.sdk.api.interceptor.connect.ConnectInboundInterceptor;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundInput;
import com.hivemq.extension.sdk.api.interceptor.connect.parameter.ConnectInboundOutput;

/**
 * Makes every session a clean one that ends with its connection, whatever the client asks for: the broker's own queue must
 * never hold a message, because the inbox does.
 */
final class CleanSession implements ConnectInboundInterceptor {

    @Override
    public void onConnect(ConnectInboundInput input, ConnectInboundOutput output) {
        output.getConnectPacket().setCleanStart(true);
        output.getConnectPacket().setSessionExpiryInterval(0);
    }
}
