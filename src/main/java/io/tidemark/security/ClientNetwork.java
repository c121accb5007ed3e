package io.tidemark.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** What counts as one sender: an address of IPv4, but a network of IPv6, whose 2^64 addresses one client has all of. */
public final class ClientNetwork {

    private static final int BYTES = 8;

    private ClientNetwork() {}

    /** The one that an address is in; what is no address is its own. */
    public static String of(String address) {
        try {
            return InetAddress.ofLiteral(address) instanceof Inet6Address six ? network(six) : address;
        } catch (IllegalArgumentException | UnknownHostException e) {
            return address;
        }
    }

    private static String network(Inet6Address address) throws UnknownHostException {
        byte[] bits = address.getAddress();
        Arrays.fill(bits, BYTES, bits.length, (byte) 0);
        return InetAddress.getByAddress(bits).getHostAddress() + "/64";
    }
}
