package dev.tocsin.ops;

import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** All REST resources of the WAR stand below {@code /api}. */
@ApplicationPath("/api")
public class RestApplication extends Application {}
