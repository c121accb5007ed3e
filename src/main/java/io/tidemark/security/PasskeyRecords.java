package io.tidemark.security;

import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.web.webauthn.api.AuthenticatorTransport;
import org.springframework.security.web.webauthn.api.Bytes;
import org.springframework.security.web.webauthn.api.CredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutableCredentialRecord;
import org.springframework.security.web.webauthn.api.ImmutablePublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialType;
import org.springframework.security.web.webauthn.api.PublicKeyCredentialUserEntity;
import org.springframework.security.web.webauthn.management.PublicKeyCredentialUserEntityRepository;
import org.springframework.security.web.webauthn.management.UserCredentialRepository;

/**
 * Passkeys and those who own them, as Spring Security reads them. What it has checked goes to {@code checked}, which
 * decides what is kept.
 */
record PasskeyRecords(JdbcClient jdbc, Consumer<CredentialRecord> checked)
        implements UserCredentialRepository, PublicKeyCredentialUserEntityRepository {

    private static final String RECORD = """
            SELECT p.*, u.passkey_handle FROM passkey p JOIN app_user u ON u.id = p.user_id
            """;

    @Override
    public @Nullable CredentialRecord findByCredentialId(Bytes credentialId) {
        return jdbc.sql(RECORD + "WHERE p.credential_id = ?")
                .param(credentialId.getBytes())
                .query(PasskeyRecords::credential)
                .optional()
                .orElse(null);
    }

    @Override
    public List<CredentialRecord> findByUserId(Bytes handle) {
        return jdbc.sql(RECORD + "WHERE u.passkey_handle = ? ORDER BY p.slot")
                .param(uuid(handle))
                .query(PasskeyRecords::credential)
                .list();
    }

    @Override
    public void save(CredentialRecord record) {
        checked.accept(record);
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findById(Bytes handle) {
        return jdbc.sql("SELECT name, passkey_handle FROM app_user WHERE passkey_handle = ?")
                .param(uuid(handle))
                .query(PasskeyRecords::owner)
                .optional()
                .orElse(null);
    }

    @Override
    public @Nullable PublicKeyCredentialUserEntity findByUsername(String name) {
        return jdbc.sql("SELECT name, passkey_handle FROM app_user WHERE folded(name) = folded(?)")
                .param(name)
                .query(PasskeyRecords::owner)
                .optional()
                .orElse(null);
    }

    @Override
    public void save(PublicKeyCredentialUserEntity owner) {
        throw new UnsupportedOperationException("Whoever signs in has an account already");
    }

    @Override
    public void delete(Bytes id) {
        throw new UnsupportedOperationException("Owners remove their passkeys, and admins accounts");
    }

    /** How authenticators know an account. */
    static Bytes handle(UUID uuid) {
        return new Bytes(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array());
    }

    private static UUID uuid(Bytes handle) {
        var bytes = ByteBuffer.wrap(handle.getBytes());
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static PublicKeyCredentialUserEntity owner(ResultSet row, int number) throws SQLException {
        return ImmutablePublicKeyCredentialUserEntity.builder()
                .id(handle(row.getObject("passkey_handle", UUID.class)))
                .name(row.getString("name"))
                .displayName(row.getString("name"))
                .build();
    }

    /** Without the public key: Spring Security takes it from the attestation. */
    private static CredentialRecord credential(ResultSet row, int number) throws SQLException {
        return ImmutableCredentialRecord.builder()
                .credentialType(PublicKeyCredentialType.PUBLIC_KEY)
                .credentialId(credentialId(row))
                .userEntityUserId(handle(row.getObject("passkey_handle", UUID.class)))
                .signatureCount(row.getLong("sign_count"))
                .uvInitialized(true)
                .transports(transports(row))
                .attestationObject(new Bytes(row.getBytes("attestation")))
                .label(row.getString("name"))
                .build();
    }

    static Bytes credentialId(ResultSet row) throws SQLException {
        return new Bytes(row.getBytes("credential_id"));
    }

    static Set<AuthenticatorTransport> transports(ResultSet row) throws SQLException {
        return Arrays.stream((String[]) row.getArray("transports").getArray())
                .map(AuthenticatorTransport::valueOf)
                .collect(Collectors.toUnmodifiableSet());
    }
}
