/**
 * What people and their browsers ask for: the REST resources that the page reads, signing in, the runbooks, and the one
 * form in which every error is answered.
 */
package dev.tocsin.ops;
