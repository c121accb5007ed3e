package io.tidemark.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.Tag;

/**
 * Marks tests that run twice: as all do, and once more on a {@link HostileDatabase} of PostgreSQL 15, in a program whose
 * language is Turkish and whose time zone is that of India. The second time is an execution of Surefire in pom.xml.
 */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@Tag("hostile")
public @interface OnHostileDatabaseToo {}
