package dev.tocsin.ops;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AuditExportTest {

    @Test
    void noCellIsAFormula() {
        for (var begin : new String[] {"=", "+", "-", "@", "\t", "\r", "\n"}) {
            assertThat(AuditExport.cell(begin + "cmd|' /C calc'!A0")).startsWith("\"'" + begin);
        }
    }

    @Test
    void aCellIsQuotedAsRfc4180Says() {
        assertThat(AuditExport.cell("")).isEqualTo("\"\"");
        assertThat(AuditExport.cell("{\"a\":\"b,c\"}")).isEqualTo("\"{\"\"a\"\":\"\"b,c\"\"}\"");
    }
}
