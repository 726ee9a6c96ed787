/**
 * Faults that only the service itself can make, for drills. It exists so that an alarm can be pulled that nothing outside
 * can pull, and does nothing where drills are not enabled.
 */
package dev.tocsin.drill;
