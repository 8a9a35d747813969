package io.github.zinx.tests.fuzz;

import io.github.zinx.client.AnyServer;
import io.github.zinx.tests.support.Counts;
import io.github.zinx.transport.AnyStream;
import org.junit.jupiter.api.Test;

/** What the fuzzer gives the two readers at first, or has found, again in every run; and what a little chance makes of it. */
class ReaderCorpusTest {

    @Test
    void theServersReaderTakesEveryStreamOfTheCorpusAsTheReferenceDoesHoweverItIsCut() throws Exception {
        Corpus.of("ReaderFuzzTest", "server").replay(Counts.of(50, 50_000), AnyStream::read);
    }

    @Test
    void theClientTakesEveryStreamOfTheCorpusAsTheReferenceDoesHoweverItIsCut() throws Exception {
        Corpus.of("ReaderFuzzTest", "client").replay(Counts.of(50, 50_000), AnyServer::read);
    }

    @Test
    void soDoesItsConnectionWithAllItsThreads() throws Exception {
        Corpus.of("ReaderFuzzTest", "client").replay(Counts.of(2, 2_000), AnyServer::readByConnection);
    }
}
