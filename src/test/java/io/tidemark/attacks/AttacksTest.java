package io.tidemark.attacks;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer.OrderAnnotation;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;

/** One server with a small heap, and all that was found to hurt it, one after the other. */
@TestClassOrder(OrderAnnotation.class)
class AttacksTest {

    @BeforeAll
    static void start() throws Exception {
        Attacks.start();
    }

    @AfterAll
    static void stop() throws Exception {
        Attacks.stop();
    }

    @Nested
    class ByWebsockets extends PushAttacks {}

    @Nested
    class ByWhatAPageAsksFor extends PageAttacks {}

    @Nested
    class BySessionsAndPages extends SessionAttacks {}

    @Nested
    class ByConnections extends ConnectionAttacks {}

    @Nested
    class AtTheDoor extends DoorAttacks {}

    @Nested
    class WithAKey extends KeyAttacks {}

    @Nested
    class InTheDatabase extends RoleAttacks {}

    @Nested
    @Order(Integer.MAX_VALUE)
    class AndOnTheWall extends WallPages {}
}
