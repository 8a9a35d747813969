package io.github.zinx.bench.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AnswerTest {

    @Test
    void numbersAreFoundByName() {
        Answer answer = Answer.parse("{\"mode\":\"echo\",\"rate\":12.5,\"end_epoch_ms\":1795401390714,\"faults\":0}");

        assertEquals(12.5, answer.number("rate"));
        assertEquals(1_795_401_390_714L, answer.millis("end_epoch_ms"));
        assertTrue(Double.isNaN(answer.number("p50_us")));
        assertFalse(answer.isFaulty());
    }

    @Test
    void faultsAreNamed() {
        Answer answer = Answer.parse("{\"mode\":\"echo\",\"faults\":3,\"fault_order\":2,\"fault_missing\":1,"
                + "\"fault_id\":0,\"first_fault\":\"connection 4: 7 before 6\"}");

        assertTrue(answer.isFaulty());
        assertEquals("3 faults {missing=1, order=2}, first: connection 4: 7 before 6", answer.faults());
    }

    @Test
    void anythingElseIsNoAnswer() {
        assertThrows(IllegalArgumentException.class, () -> Answer.parse("Exception in thread main"));
        assertThrows(IllegalArgumentException.class, () -> Answer.parse("{\"mode\":\"echo\"}"));
        assertThrows(IllegalArgumentException.class, () -> Answer.parse("[1]"));
    }
}
