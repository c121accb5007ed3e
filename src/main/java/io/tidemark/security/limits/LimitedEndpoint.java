package io.tidemark.security.limits;

import io.tidemark.security.ClientNetwork;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketWrapperBase;
import org.jspecify.annotations.Nullable;

/** Takes so many connections of one address; others are closed at once. */
final class LimitedEndpoint extends NioEndpoint {

    private final Map<SocketChannel, String> senders = new ConcurrentHashMap<>();
    private final Map<String, Integer> open = new ConcurrentHashMap<>();
    private int perAddress = Integer.MAX_VALUE;
    private Runnable refused = () -> {};

    LimitedEndpoint() {
        connections = new Open();
    }

    void limit(int perAddress, Runnable refused) {
        this.perAddress = perAddress;
        this.refused = refused;
    }

    @Override
    protected boolean setSocketOptions(SocketChannel socket) {
        if (!enter(socket)) {
            refused.run();
            destroySocket(socket);
            return false;
        }
        boolean taken = super.setSocketOptions(socket);
        if (!taken) {
            leave(socket);
        }
        return taken;
    }

    private boolean enter(SocketChannel socket) {
        String sender = sender(socket);
        if (open.merge(sender, 1, Integer::sum) > perAddress) {
            left(sender);
            return false;
        }
        senders.put(socket, sender);
        return true;
    }

    private void leave(Object socket) {
        String sender = senders.remove(socket);
        if (sender != null) {
            left(sender);
        }
    }

    private void left(String sender) {
        open.computeIfPresent(sender, (_, n) -> n > 1 ? n - 1 : null);
    }

    private static String sender(SocketChannel socket) {
        try {
            return socket.getRemoteAddress() instanceof InetSocketAddress from
                    ? ClientNetwork.of(from.getAddress().getHostAddress())
                    : "";
        } catch (IOException e) {
            return ""; // it is gone already
        }
    }

    /** Tomcat takes a connection out of here when it closes. */
    private final class Open extends ConcurrentHashMap<SocketChannel, SocketWrapperBase<NioChannel>> {

        @Override
        public @Nullable SocketWrapperBase<NioChannel> remove(Object socket) {
            leave(socket);
            return super.remove(socket);
        }
    }
}
