package io.tidemark.security.keys;

/** A key that was just made. This is the only time that its secret is known. */
public record NewKey(ApiKey key, String secret) {

    @Override
    public String toString() {
        return "NewKey[" + key.displayName() + "]";
    }
}
