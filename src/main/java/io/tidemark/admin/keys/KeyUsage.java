package io.tidemark.admin.keys;

import io.tidemark.security.keys.KeyScope;
import io.tidemark.security.keys.NewKey;

/** What one can do with a key, as a command; ORIGIN stands for the address of this server. */
final class KeyUsage {

    private KeyUsage() {}

    static String curl(NewKey made) {
        var scopes = made.key().scopes();
        String header = "-H 'Authorization: Bearer %s'".formatted(made.secret());
        if (scopes.contains(KeyScope.READ)) {
            return "curl ORIGIN/api/metrics/summary \\\n  " + header;
        }
        return scopes.contains(KeyScope.REFRESH)
                ? "curl -X POST ORIGIN/api/refresh \\\n  " + header
                : """
                curl ORIGIN/api/usage \\
                  %s \\
                  -H 'Content-Type: application/json' \\
                  -d '{"provider": "openai", "model": "gpt-4o", "total_cost": 0.0065}'""".formatted(header);
    }
}
