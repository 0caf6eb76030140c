package io.waggle.broker.webhook;

import io.waggle.broker.event.Event.WebhookPosted.PostResult;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * One POST of HTTP/1.1 (RFC 9112) on a connection of its own, to an address that was looked at: the name is resolved once, an address
 * that is allowed is taken, and the connection goes to that one. The HTTP client of this JDK resolves names itself, and whoever owns a
 * name could let it be another address by then.
 *
 * <p>Of the answer the head is read, at most {@value #MAX_HEAD} bytes, and nothing else: the status is all that counts. No redirect is
 * followed. After the timeout the connection is closed, wherever it is by then; only a name service may take longer. For any thread.
 */
final class PinnedPost implements Receiver, AutoCloseable {

    private static final int MAX_HEAD = 16 * 1024;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( [^\\r\\n]*)?");

    private final PublicAddresses addresses;
    private final Duration timeout;
    private final SSLSocketFactory tls;
    private final ScheduledThreadPoolExecutor timer;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** @param tls who is believed to be a host */
    PinnedPost(PublicAddresses addresses, Duration timeout, SSLSocketFactory tls) {
        this.addresses = addresses;
        this.timeout = timeout;
        this.tls = tls;
        timer = new ScheduledThreadPoolExecutor(1, task -> new Thread(task, "waggle-webhook-timeouts"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy()); // after close
    }

    @Override
    public Answer post(WebhookUrl url, Map<String, String> headers, byte[] body) throws PostFailed {
        InetAddress address = address(url);
        Socket socket = new Socket(Proxy.NO_PROXY);
        open.add(socket);
        long deadline = System.nanoTime() + timeout.toNanos();
        Future<?> end = timer.schedule(() -> closeQuietly(socket), timeout.toNanos(), TimeUnit.NANOSECONDS);
        try {
            return exchange(socket, address, url, head(url, headers, body.length), body);
        } catch (SSLException e) {
            throw failure(deadline, PostResult.NOT_ENCRYPTED);
        } catch (NotHttp e) {
            throw failure(deadline, PostResult.NOT_HTTP);
        } catch (IOException e) {
            throw failure(deadline, PostResult.UNREACHABLE);
        } finally {
            end.cancel(false);
            closeQuietly(socket);
            open.remove(socket);
        }
    }

    private InetAddress address(WebhookUrl url) throws PostFailed {
        try {
            return Arrays.stream(InetAddress.getAllByName(url.host()))
                    .filter(url.isEncrypted() ? addresses::allows : addresses::allowsPlain)
                    .findFirst()
                    .orElseThrow(() -> new PostFailed(PostResult.ADDRESS_NOT_ALLOWED));
        } catch (UnknownHostException e) {
            throw new PostFailed(PostResult.UNREACHABLE);
        }
    }

    private PostFailed failure(long deadline, PostResult otherwise) {
        return new PostFailed(
                closed ? PostResult.STOPPED : System.nanoTime() - deadline >= 0 ? PostResult.TIMED_OUT : otherwise);
    }

    private Answer exchange(Socket socket, InetAddress address, WebhookUrl url, byte[] head, byte[] body)
            throws IOException {
        if (closed) {
            throw new IOException("closed");
        }
        socket.setTcpNoDelay(true);
        socket.connect(new InetSocketAddress(address, url.port()), Math.toIntExact(timeout.toMillis()));
        Socket connection = url.isEncrypted() ? encrypted(socket, url) : socket;
        OutputStream out = connection.getOutputStream();
        out.write(head);
        out.write(body);
        out.flush();
        HeadReader reader = new HeadReader(new BufferedInputStream(connection.getInputStream(), MAX_HEAD));
        Answer answer = reader.next();
        while (answer.status() < 200) {
            answer = reader.next();
        }
        return answer;
    }

    private SSLSocket encrypted(Socket socket, WebhookUrl url) throws IOException {
        SSLSocket encrypted = (SSLSocket) tls.createSocket(socket, url.host(), url.port(), true);
        SSLParameters parameters = encrypted.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS"); // else the certificate of any host would do
        encrypted.setSSLParameters(parameters);
        encrypted.startHandshake();
        return encrypted;
    }

    private static byte[] head(WebhookUrl url, Map<String, String> headers, int length) {
        StringBuilder head = new StringBuilder();
        head.append("POST ").append(url.target()).append(" HTTP/1.1\r\n");
        head.append("Host: ").append(url.uri().getRawAuthority()).append("\r\n");
        head.append("User-Agent: Waggle\r\n");
        head.append("Connection: close\r\n");
        head.append("Content-Length: ").append(length).append("\r\n");
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        return head.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** What was answered is no answer. */
    private static final class NotHttp extends IOException {

        private static final long serialVersionUID = 1L;
    }

    /** Heads of answers, one after the other: those of 1xx come before the one that counts (RFC 9110, section 15.2). */
    private static final class HeadReader {

        private final InputStream in;
        private int allowance = MAX_HEAD;

        HeadReader(InputStream in) {
            this.in = in;
        }

        Answer next() throws IOException {
            Matcher status = STATUS.matcher(line());
            if (!status.matches()) {
                throw new NotHttp();
            }
            Optional<String> retryAfter = Optional.empty();
            for (String line = line(); !line.isEmpty(); line = line()) {
                String[] field = line.split(":", 2);
                if (field.length == 2 && field[0].toLowerCase(Locale.ROOT).equals("retry-after")) {
                    retryAfter = Optional.of(field[1].strip());
                }
            }
            return new Answer(Integer.parseInt(status.group(1)), retryAfter);
        }

        private String line() throws IOException {
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            for (int octet = read(); octet != '\n'; octet = read()) {
                line.write(octet);
            }
            String text = line.toString(StandardCharsets.ISO_8859_1);
            return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
        }

        private int read() throws IOException {
            int octet = in.read();
            if (octet < 0) {
                throw new EOFException();
            }
            if (--allowance < 0) {
                throw new NotHttp();
            }
            return octet;
        }
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use any more either way.
        }
    }

    /** Ends what is under way. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        open.forEach(PinnedPost::closeQuietly);
    }
}
