/**
 * The transport over Eclipse Paho's MQTT 5 client. The only package that knows Paho, and where what it gets wrong is kept
 * away from the rest:
 *
 * <ul>
 *   <li>Its socket modules time every read out after a second; a packet that stalls in its first bytes, and any WebSocket
 *       frame that stalls, loses what was read of it, and the stream is nonsense from there. So the sockets are ours
 *       ({@link io.waggle.client.transport.paho.SocketModule}) and block until there is something.
 *   <li>If the server closes before CONNECT is out, the thread that connects waits for the receiver forever. So our input
 *       tells of the end only after CONNECT was written.
 *   <li>Waiting for CONNACK has no limit. So an attempt is given one, and is cut by closing its socket.
 *   <li>Calls from its callbacks that wait for its threads deadlock. So callbacks hand over and return.
 *   <li>A client that is reused after a loss keeps state of the old connection. So each connection has its own, and its
 *       own bounded threads that end with it.
 * </ul>
 */
@NullMarked
package io.waggle.client.transport.paho;

import org.jspecify.annotations.NullMarked;
