package io.tidemark.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.tools.attach.VirtualMachine;
import io.tidemark.testing.AppProcess;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.ThreadMXBean;
import java.net.URI;
import javax.management.JMException;
import javax.management.MBeanServerConnection;
import javax.management.ObjectName;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/** The application in a process of its own, looked into from outside. */
final class LiveServer implements AutoCloseable {

    private final AppProcess process;
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private LiveServer(AppProcess process, JMXConnector connector) throws IOException {
        this.process = process;
        this.connector = connector;
        beans = connector.getMBeanServerConnection();
    }

    static LiveServer start(String url, String... more) throws Exception {
        AppProcess process = AppProcess.start(url, "tidemark", more);
        VirtualMachine machine =
                VirtualMachine.attach(Long.toString(process.handle().pid()));
        try {
            return new LiveServer(
                    process, JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent())));
        } finally {
            machine.detach();
        }
    }

    URI address(String path) {
        return process.address(path);
    }

    /** Bytes of the heap that are in use after a full collection. */
    long heap() throws IOException {
        MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    int threads() throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(beans, ManagementFactory.THREAD_MXBEAN_NAME, ThreadMXBean.class)
                .getThreadCount();
    }

    /** Nanoseconds of processor time that it has used. */
    long processorTime() throws IOException {
        return ManagementFactory.newPlatformMXBeanProxy(
                        beans, ManagementFactory.OPERATING_SYSTEM_MXBEAN_NAME, OperatingSystemMXBean.class)
                .getProcessCpuTime();
    }

    /** How many objects of a class are reachable. */
    long instances(String className) throws IOException, JMException {
        String histogram = (String) beans.invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
        return histogram
                .lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 4 && words[3].equals(className))
                .mapToLong(words -> Long.parseLong(words[1]))
                .sum();
    }

    @Override
    public void close() throws IOException {
        connector.close();
        process.close();
    }
}
