package io.waggle.loadtest.capacity.curve;

import io.waggle.loadtest.compare.Spread;

/**
 * What a figure at a curve's last point is, divided by what it is at the first.
 *
 * @param figure {@link Figure#key}
 * @param from value of the first point
 * @param to value of the last
 * @param ratio round by round
 * @param within up to which ratio it counts as flat
 */
public record Flatness(String figure, long from, long to, Spread ratio, double within) {

    /** Whether the median of the ratios is within what counts as flat; one that falls is. */
    public boolean isFlat() {
        return ratio.median() <= within;
    }
}
