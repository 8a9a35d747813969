package io.github.zinx.tests.fuzz;

import io.github.zinx.tests.support.Counts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The files that the fuzzer starts from, or has found, again in every run; and what a little chance makes of them. */
class ConfigCorpusTest {

    @TempDir
    Path folder;

    @Test
    void everyYamlOfTheCorpusIsReadOrRefused() throws Exception {
        Corpus.of("ConfigFuzzTest", "yaml").replay(Counts.of(20, 2000), AnyConfig.yaml(folder)::read);
    }

    @Test
    void everyZinxJsonOfTheCorpusIsReadOrRefused() throws Exception {
        Corpus.of("ConfigFuzzTest", "zinxJson").replay(Counts.of(20, 2000), AnyConfig.zinxJson(folder)::read);
    }

    @Test
    void largeFilesAreRefusedWithoutBeingParsed() throws Exception {
        byte[] large = "server: {}\n".repeat(1 << 20).getBytes(StandardCharsets.UTF_8);
        AnyConfig.yaml(folder).read(large);
        AnyConfig.zinxJson(folder).read(large);
    }
}
