package io.waggle.loadtest.report.html;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HtmlTest {

    @Test
    void takesNoTextForMarkup() {
        Html html = new Html().element("p", "<b> & \"'", "title", "\"><script>");

        assertThat(html).hasToString("<p title=\"&quot;&gt;&lt;script&gt;\">&lt;b&gt; &amp; &quot;&#39;</p>\n");
    }

    @Test
    void replacesWhatNoPageMayContainOrWouldTurnTheWritingDirection() {
        assertThat(Html.escape("a\u0000b\u001Bc\uD800d\u202Ee\u2066f\u0085g\uFFFF"))
                .isEqualTo("a�b�c�d�e�f�g�");
        assertThat(Html.escape("line\n\ttab é 🐝 עברית")).isEqualTo("line\n\ttab é 🐝 עברית");
    }

    @Test
    void refusesToBeReadWhileAnElementIsOpen() {
        Html html = new Html().open("p");

        assertThatThrownBy(html::toString)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("p");
    }
}
