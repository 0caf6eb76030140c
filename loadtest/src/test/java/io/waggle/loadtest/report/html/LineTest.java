package io.waggle.loadtest.report.html;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineTest {

    @Test
    void keepsEveryPeakAndEveryDipOfALongLineInItsPlace() {
        List<Line.Point> points = new ArrayList<>();
        for (int i = 0; i < 28_800; i++) {
            points.add(new Line.Point(i, i == 12_345 ? 400 : i == 20_000 ? 0 : 3));
        }

        List<Line.Point> thinned =
                new Line("max", Line.Look.FIRST, points).thinned().points();

        assertThat(thinned)
                .hasSizeLessThanOrEqualTo(240)
                .contains(new Line.Point(12_345, 400), new Line.Point(20_000, 0));
        assertThat(thinned).extracting(Line.Point::x).isSorted();
    }

    @Test
    void keepsGapsOfALongLine() {
        List<Line.Point> points = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            points.add(new Line.Point(i, i < 500 ? Double.NaN : 1));
        }

        List<Line.Point> thinned =
                new Line("max", Line.Look.FIRST, points).thinned().points();

        assertThat(thinned.stream().filter(point -> !point.isKnown())).hasSize(60);
    }

    @Test
    void leavesAShortLineAlone() {
        Line line = new Line("max", Line.Look.FIRST, List.of(new Line.Point(0, 1), new Line.Point(1, 2)));

        assertThat(line.thinned()).isSameAs(line);
    }
}
