package io.tidemark.security.keys;

import io.tidemark.security.Audit;
import io.tidemark.testing.TestUsers;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keys for servers that run in a process of their own. */
public final class TestKeys {

    private TestKeys() {}

    /** A new one, as its owner gets it. */
    public static String create(JdbcClient jdbc, String name, KeyScope scope) {
        return new ApiKeys(jdbc, new Audit(jdbc))
                .create(name, Set.of(scope), null, TestUsers.WHO)
                .secret();
    }
}
