package io.github.zinx.tests.fuzz;

import io.github.zinx.tests.support.Counts;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the fuzzer gives the decoders at first, or has found, again in every run; and what a little chance makes of it. */
class DecoderCorpusTest {

    @ParameterizedTest
    @CsvSource({"ltv-le, ltvLe", "tlv-le, tlvLe", "tlv-be, tlvBe"})
    void everyStreamOfTheCorpusIsDecodedAsTheReferenceDoes(String layout, String folder) throws Exception {
        Corpus.of("DecoderFuzzTest", folder).replay(Counts.of(50, 50_000), new AnyFrames(layout)::read);
    }
}
