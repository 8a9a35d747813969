package io.github.zinx.tests.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Looks for a stream that a built-in layout decodes wrongly, led by the branches that each new one reaches; see
 * CONTRIBUTING.md for the command. Without {@code JAZZER_FUZZ} it reads the corpus once.
 */
class DecoderFuzzTest {

    private static final AnyFrames LTV_LE = new AnyFrames("ltv-le");
    private static final AnyFrames TLV_LE = new AnyFrames("tlv-le");
    private static final AnyFrames TLV_BE = new AnyFrames("tlv-be");

    @FuzzTest(maxDuration = "")
    void ltvLe(byte[] input) throws Exception {
        LTV_LE.read(input);
    }

    @FuzzTest(maxDuration = "")
    void tlvLe(byte[] input) throws Exception {
        TLV_LE.read(input);
    }

    @FuzzTest(maxDuration = "")
    void tlvBe(byte[] input) throws Exception {
        TLV_BE.read(input);
    }
}
