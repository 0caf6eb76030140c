package io.waggle.loadtest.measure;

import com.sun.tools.attach.AttachNotSupportedException;
import com.sun.tools.attach.VirtualMachine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** Looks at a process of this machine from outside, by its pid. For any thread. */
public final class ProcessProbe {

    private final long pid;

    public ProcessProbe(long pid) {
        this.pid = pid;
    }

    /** CPU time, user and system, of all its threads. Nothing once it has ended. */
    public Optional<Duration> cpuTime() {
        return ProcessHandle.of(pid).flatMap(process -> process.info().totalCpuDuration());
    }

    /** Its memory that is in RAM, bytes. Nothing once it has ended. */
    public OptionalLong rssBytes() {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                    .findAny();
        } catch (IOException | UncheckedIOException e) {
            return OptionalLong.empty();
        }
    }

    /**
     * Its Java heap, bytes, after a full collection: what is really needed. Nothing if it is no JVM of this user. Stops the
     * process for a moment, so not for while it is measured.
     */
    public OptionalLong heapBytesAfterCollection() {
        try {
            VirtualMachine machine = VirtualMachine.attach(Long.toString(pid));
            try (JMXConnector connector =
                    JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()))) {
                MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                        connector.getMBeanServerConnection(), ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
                memory.gc();
                return OptionalLong.of(memory.getHeapMemoryUsage().getUsed());
            } finally {
                machine.detach();
            }
        } catch (AttachNotSupportedException | IOException e) {
            return OptionalLong.empty();
        }
    }
}
