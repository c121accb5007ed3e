package io.tidemark.database;

import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Objects;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What to do about a failure of PostgreSQL. It goes by codes: messages come in the language of the server. */
final class DatabaseAdvice {

    static final String NO_CONNECT =
            "The role may not connect to this database: GRANT CONNECT ON DATABASE … TO <role>.";

    private static final int LONGEST = 500;

    private DatabaseAdvice() {}

    /** What PostgreSQL said, in one line. */
    static String said(PSQLException failure) {
        String text = Objects.requireNonNullElse(failure.getMessage(), failure.toString());
        Throwable cause = failure.getCause();
        if (cause instanceof UnknownHostException || cause instanceof SSLException) {
            text = text + " (" + cause.getMessage() + ")";
        }
        String line = text.strip().replaceAll("\\s+", " ");
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }

    static String of(PSQLException failure) {
        return switch (failure.getSQLState()) {
            case "08000", "08001", "08003", "08004", "08006" -> unreachable(failure.getCause());
            case "08P01" ->
                "Something between Tidemark and PostgreSQL does not let this through. Where that is a pooler such as"
                        + " PgBouncer, name PostgreSQL itself in TIDEMARK_DATABASE_DIRECT_URL or SPRING_DATASOURCE_URL.";
            case "57P01", "57P02", "57P03" ->
                "PostgreSQL is starting, stopping or recovering. Start Tidemark once it is up.";
            case "28000", "28P01" ->
                "Check SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD, and the server's pg_hba.conf."
                        + " Where it lets in only who uses TLS, add ?sslmode=require to SPRING_DATASOURCE_URL.";
            case "3D000" -> "Create the database, or name another one in SPRING_DATASOURCE_URL.";
            case "53300" ->
                "Tidemark takes up to 15 connections. Close others, raise max_connections or the role's CONNECTION LIMIT,"
                        + " or give Tidemark fewer: SPRING_DATASOURCE_HIKARI_MAXIMUM_POOL_SIZE=5.";
            case "42501" -> isRefusedAtTheDoor(failure) ? NO_CONNECT : """
                The role needs CONNECT and CREATE on the database and CREATE on its schema (no superuser), and what is there \
                of Tidemark's must be its own: see "Your own PostgreSQL" in the README.""";
            case "25006" ->
                "This server or this role may only read. Name the primary in SPRING_DATASOURCE_URL, or"
                        + " ALTER ROLE <role> SET default_transaction_read_only = off.";
            case "22P05", "22021" ->
                "The database's encoding has no such character. Create it with ENCODING 'UTF8' TEMPLATE template0,"
                        + " and name that one in SPRING_DATASOURCE_URL.";
            case "42P06", "42P07", "42710", "42723" ->
                "Something that is not Tidemark's has this name already. Rename it, or give Tidemark a database of its own"
                        + " in SPRING_DATASOURCE_URL. Drop nothing that you do not know.";
            case "2BP01" ->
                "Something of yours is built on what Tidemark has to make anew. Take its definition aside (pg_dump -s),"
                        + " drop it, start Tidemark, and create it again.";
            case "53100" -> "The disk of the database is full. Make room on it, then start again.";
            case "53200", "53000" -> "The database's machine is short of memory. Make room, then start again.";
            case "58030", "58P01", "58000", "XX001", "XX002" ->
                "The database cannot read or write its own files. Look into PostgreSQL's log and at its disk before"
                        + " anything else, and keep a copy of its data directory.";
            case "57014", "25P03" ->
                "PostgreSQL ended the statement: a statement_timeout that is set for the role or the database, or somebody."
                        + " ALTER ROLE <role> SET statement_timeout = 0, then start again.";
            case "55P03", "40P01", "40001" ->
                "Another session holds a table that Tidemark has to change. See who in pg_stat_activity, then start again.";
            case "55000" ->
                "The database takes no connections right now (ALLOW_CONNECTIONS), or is not in the state it needs.";
            case null, default ->
                "Look into PostgreSQL's log. Where nothing there explains it, please report it with the start's output"
                        + " under DEBUG=true.";
        };
    }

    private static String unreachable(@Nullable Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ -> "There is no host of this name: check SPRING_DATASOURCE_URL.";
            case SSLException _ ->
                "The two do not agree on TLS: check sslmode and sslrootcert in SPRING_DATASOURCE_URL, and the server's"
                        + " certificate.";
            case SocketTimeoutException _ ->
                "It does not answer: check host, port and firewall, and SPRING_DATASOURCE_URL.";
            case ConnectException _ ->
                "Is it running, and are host, port and firewall as SPRING_DATASOURCE_URL says"
                        + " (jdbc:postgresql://host:5432/database)? Without that setting the embedded one is used.";
            case null, default ->
                "Check SPRING_DATASOURCE_URL (host, port, sslmode) and whether SPRING_DATASOURCE_PASSWORD is set;"
                        + " PostgreSQL's log says more.";
        };
    }

    /** A session that is only being opened can lack nothing but CONNECT. */
    private static boolean isRefusedAtTheDoor(PSQLException failure) {
        ServerErrorMessage message = failure.getServerErrorMessage();
        return message != null && "postinit.c".equals(message.getFile());
    }
}
