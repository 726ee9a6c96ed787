package dev.tocsin.realtime;

import jakarta.enterprise.inject.spi.CDI;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Set;

/** Where {@link StompEndpoint} is (Jakarta WebSocket, section 6.2); a client that names no subprotocol is taken to speak STOMP too. */
public class StompDeployment implements ServerApplicationConfig {

    /** One serves all connections, as it holds nothing of any: by itself the container makes one for each, and injects anew. */
    private static final class One extends ServerEndpointConfig.Configurator {

        private volatile StompEndpoint endpoint;

        @Override
        public <T> T getEndpointInstance(Class<T> type) {
            if (endpoint == null) {
                endpoint = CDI.current().select(StompEndpoint.class).get();
            }
            return type.cast(endpoint);
        }
    }

    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return Set.of(ServerEndpointConfig.Builder.create(StompEndpoint.class, "/ws")
                .subprotocols(List.of("v12.stomp"))
                .configurator(new One())
                .build());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return found;
    }
}
