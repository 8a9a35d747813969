package io.github.zinx.tests.fuzz;

import com.code_intelligence.jazzer.junit.DictionaryEntries;
import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;

/**
 * Looks for a file that is neither read nor refused, led by which branches of the parser each new one reaches; see
 * CONTRIBUTING.md for the command. Without {@code JAZZER_FUZZ} it reads the corpus once.
 */
class ConfigFuzzTest {

    @TempDir
    static Path folder;

    @FuzzTest(maxDuration = "")
    @DictionaryEntries({
        "server:", "workers:", "frame:", "connection:", "\\x0A  ", "\\x0A", "port: ", "name: ", "threads: ", "format: ",
        "max-length: ", "idle-timeout: ", "64KiB", "10s", "off", "!!", "&a ", "*a", "---", "...", "%YAML 1.2", "? ", "- ",
        "|", ">-", "\\\"", "\\xEF\\xBB\\xBF", "null", "~"
    })
    void yaml(byte[] bytes) throws Exception {
        AnyConfig.yaml(folder).read(bytes);
    }

    @FuzzTest(maxDuration = "")
    @DictionaryEntries({
        "Name", "Host", "TcpPort", "MaxConn", "MaxPacketSize", "WorkerPoolSize", "MaxWorkerTaskLen", "MaxMsgChanLen",
        "Version", "\\\":", "null", "true", "1e9", "\\\\u0000", "{", "[", "0"
    })
    void zinxJson(byte[] bytes) throws Exception {
        AnyConfig.zinxJson(folder).read(bytes);
    }
}
