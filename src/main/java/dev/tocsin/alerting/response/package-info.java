/**
 * What the person on call does: acknowledges, silences, judges, notes, ends by hand. Each deed is told to Alertmanager
 * first, where that has a part in it, and is then an entry of the audit log under the name of whoever signed in.
 */
package dev.tocsin.alerting.response;
