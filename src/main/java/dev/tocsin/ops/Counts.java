package dev.tocsin.ops;

import dev.tocsin.telemetry.ResponseMetrics.Action;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** What a method's answers are counted as in {@code app_alert_responses_total}. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@interface Counts {

    Action value();
}
