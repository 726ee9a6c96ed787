package dev.tocsin.alerting.witness;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class WaitingRoomTest {

    private static final int DELIVERIES = 4;

    private final WaitingRoom room = new WaitingRoom(DELIVERIES * WaitingRoom.LEAST_BYTES);

    @Test
    void oneDeliveryTooManyFindsRoomWhenAnotherIsDone() {
        var places = new ArrayList<Place>();
        for (int i = 0; i < DELIVERIES; i++) {
            places.add(room.take(1).orElseThrow());
        }

        assertThat(room.take(1)).isEmpty();
        places.get(0).close();
        assertThat(room.take(1)).isPresent();
        assertThat(room.take(1)).isEmpty();
    }

    @Test
    void aLargeDeliveryTakesWhatItNeedsAndOneLargerThanTheRoomAllOfIt() {
        var large = room.take(WaitingRoom.LEAST_BYTES * (DELIVERIES - 1)).orElseThrow();
        var small = room.take(1).orElseThrow();
        assertThat(room.take(1)).isEmpty();
        large.close();
        small.close();

        var all = room.take(Integer.MAX_VALUE).orElseThrow();
        assertThat(room.take(1)).isEmpty();
        all.close();
        assertThat(room.take(1)).isPresent();
    }
}
