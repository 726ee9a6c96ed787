package dev.tocsin.alerting.report;

import dev.tocsin.alerting.completeness.Completeness;
import dev.tocsin.alerting.review.BackTest;
import dev.tocsin.alerting.review.Review;
import dev.tocsin.alerting.review.Review.Reviewed;
import java.util.Map;

/**
 * All that a page tells.
 *
 * @param tests of those alerts that fired most
 * @param missed what only one side knows
 */
record Report(Review review, Map<Reviewed, BackTest> tests, Completeness.Report missed) {}
