package io.tidemark.testing;

import com.sun.tools.attach.VirtualMachine;
import io.tidemark.security.Role;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.management.MBeanServerConnection;
import javax.management.remote.JMXConnector;
import javax.management.remote.JMXConnectorFactory;
import javax.management.remote.JMXServiceURL;

/**
 * The application with a heap of 256 MB, for tests that attack it. The attacker comes from 127.0.0.1, honest visitors from
 * other addresses of this machine.
 */
public final class AttackedServer implements AutoCloseable {

    private static final Duration HONEST_WAIT = Duration.ofSeconds(10);
    private static final int WARM = 40;
    private static final String VISIT = "GET /actuator/health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

    private final TestDatabase database;
    private final AppProcess process;
    private final JMXConnector connector;
    private final MBeanServerConnection beans;

    private AttackedServer(TestDatabase database, AppProcess process) throws Exception {
        this.database = database;
        this.process = process;
        VirtualMachine machine =
                VirtualMachine.attach(Long.toString(process.handle().pid()));
        try {
            connector = JMXConnectorFactory.connect(new JMXServiceURL(machine.startLocalManagementAgent()));
        } finally {
            machine.detach();
        }
        beans = connector.getMBeanServerConnection();
    }

    /** Starts one on a database of its own; dashboards are open to everybody unless the settings say otherwise. */
    public static AttackedServer start(String... settings) throws Exception {
        TestDatabase database = TestDatabase.create();
        List<String> more = new ArrayList<>(List.of(
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                // Tomcat looks for sessions that have ended each sixth time.
                "--server.tomcat.background-processor-delay=1s"));
        more.addAll(Arrays.asList(settings));
        AppProcess process = AppProcess.start(database.url(), database.username(), more.toArray(String[]::new));
        warmUp(process.port());
        return new AttackedServer(database, process);
    }

    /** Tomcat keeps what it needs for a connection, to use it again: there is some from the start. */
    private static void warmUp(int port) throws IOException {
        List<Socket> visitors = new ArrayList<>();
        for (int n = 0; n < WARM; n++) {
            Socket visitor = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
            visitor.getOutputStream().write(VISIT.getBytes(StandardCharsets.ISO_8859_1));
            visitors.add(visitor);
        }
        for (Socket visitor : visitors) {
            visitor.getInputStream().readAllBytes();
            visitor.close();
        }
    }

    public int port() {
        return process.port();
    }

    public TestDatabase database() {
        return database;
    }

    /** Whether it still runs. */
    public boolean isAlive() {
        return process.handle().isAlive();
    }

    /** Bytes of the heap that are in use after a full collection. */
    public long heap() throws IOException {
        MemoryMXBean memory = ManagementFactory.newPlatformMXBeanProxy(
                beans, ManagementFactory.MEMORY_MXBEAN_NAME, MemoryMXBean.class);
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }

    /** So many characters it has logged. */
    public long logged() throws IOException {
        return process.log().length();
    }

    /** What it has logged. */
    public String log() throws IOException {
        return process.log();
    }

    /** Somebody who opens a page from another address of this machine, 127.0.0.n, and has nothing to do with an attack. */
    public HttpResponse<String> honestVisit(int n, String path) throws IOException, InterruptedException {
        try (HttpClient client = HttpClient.newBuilder()
                .localAddress(InetAddress.ofLiteral("127.0.0." + n))
                .build()) {
            return client.send(
                    HttpRequest.newBuilder(process.address(path))
                            .timeout(HONEST_WAIT)
                            .build(),
                    BodyHandlers.ofString());
        }
    }

    /** What monitoring reads. */
    public String metrics() {
        var admin = new HttpVisitor(port());
        admin.cookies().put(TestUsers.COOKIE, new TestUsers(database.client()).token(Role.ADMIN));
        return admin.get("/actuator/prometheus").body();
    }

    @Override
    public void close() throws IOException {
        connector.close();
        process.close();
        database.close();
    }
}
