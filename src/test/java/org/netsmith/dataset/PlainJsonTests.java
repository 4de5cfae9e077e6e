package org.netsmith.dataset;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainJsonTests {

    private static final int MANY = 50_000;
    private static final int LONGEST = 40;

    private static double number(String text) {
        PlainJson json = new PlainJson(text.getBytes(StandardCharsets.ISO_8859_1));
        double number = json.number();
        assertThat(Double.isNaN(number) || json.ends()).as(text).isTrue();
        return number;
    }

    /** What the JDK reads, but that an integer is zero without a sign and nothing is infinite. */
    private static double expected(String text) {
        double number = Double.parseDouble(text);
        if (text.length() > LONGEST || Double.isInfinite(number)) {
            return Double.NaN;
        }
        return text.equals("-0") ? 0 : number;
    }

    private static void assertReadsAsTheJdk(Supplier<String> texts) {
        for (int i = 0; i < MANY; i++) {
            String text = texts.get();
            if (Double.doubleToRawLongBits(number(text)) != Double.doubleToRawLongBits(expected(text))) {
                assertThat(number(text)).as(text).isEqualTo(Double.valueOf(expected(text)));
            }
        }
    }

    @Test
    void readsWhatTheJdkWritesOfAnyDouble() {
        Random random = new Random(1);

        assertReadsAsTheJdk(() -> {
            double number = Double.longBitsToDouble(random.nextLong());
            return Double.isFinite(number) ? Double.toString(number) : "0";
        });
    }

    @Test
    void readsWhatProgramsSend() {
        Random random = new Random(2);

        assertReadsAsTheJdk(() -> Double.toString(random.nextGaussian() * 100));
        assertReadsAsTheJdk(() -> Float.toString(random.nextFloat()));
        assertReadsAsTheJdk(() -> String.valueOf(random.nextInt(256)));
        assertReadsAsTheJdk(() -> BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000, random.nextInt(7))
                .toPlainString());
    }

    @Test
    void readsDigitsAtRandom() {
        Random random = new Random(3);

        assertReadsAsTheJdk(() -> (random.nextBoolean() ? "-" : "") + whole(random, 22) + fraction(random, 24)
                + exponent(random, 360));
    }

    private static String whole(Random random, int most) {
        return new BigInteger(digits(random, 1 + random.nextInt(most))).toString();
    }

    private static String fraction(Random random, int most) {
        String zeros = "0".repeat(random.nextInt(4) == 0 ? random.nextInt(10) : 0);
        return random.nextBoolean() ? "." + zeros + digits(random, 1 + random.nextInt(most)) : "";
    }

    private static String exponent(Random random, int most) {
        String sign = new String[] {"", "+", "-"}[random.nextInt(3)];
        return random.nextBoolean() ? (random.nextBoolean() ? "e" : "E") + sign + random.nextInt(most) : "";
    }

    private static String digits(Random random, int count) {
        return random.ints(count, 0, 10).collect(StringBuilder::new, StringBuilder::append, StringBuilder::append)
                .toString();
    }

    /** Nothing is harder to round than what lies in the middle between two doubles, or just beside it. */
    @Test
    void readsTheMiddleBetweenNeighbours() {
        Random random = new Random(4);

        assertReadsAsTheJdk(() -> {
            double number = Double.longBitsToDouble(random.nextLong() & Long.MAX_VALUE);
            if (!Double.isFinite(number) || number == Double.MAX_VALUE) {
                return "0";
            }
            BigDecimal middle = new BigDecimal(number)
                    .add(new BigDecimal(Math.nextUp(number)))
                    .divide(BigDecimal.valueOf(2));
            int precision = 15 + random.nextInt(5);
            BigDecimal near = middle.round(new MathContext(precision));
            return near.unscaledValue().add(BigInteger.valueOf(random.nextInt(3) - 1)) + "e" + -near.scale();
        });
    }

    @Test
    void readsIntegersThatLieInTheMiddle() {
        Random random = new Random(5);

        assertReadsAsTheJdk(() -> {
            long odd = random.nextLong() >>> 10 | 1L << 53 | 1;
            BigInteger middle = BigInteger.valueOf(odd).shiftLeft(random.nextInt(11));
            return random.nextBoolean() ? middle.toString() : middle + "e0";
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "0.0",
                "-0.0",
                "0e0",
                "0e999999",
                "-0e-999999",
                "1e-400",
                "1e400",
                "-1e400",
                "1e99999999999999",
                "1e-99999999999999",
                "4.9e-324",
                "2.4703282292062327e-324",
                "2.4703282292062328e-324",
                "2.470328229206232720e-324",
                "2.470328229206232721e-324",
                "2.2250738585072011e-308",
                "2.2250738585072012e-308",
                "2.2250738585072014e-308",
                "1.7976931348623157e308",
                "1.7976931348623158e308",
                "1.7976931348623159e308",
                "179769313486231580793e289",
                "9007199254740991",
                "9007199254740992",
                "9007199254740993",
                "9007199254740993.0",
                "9007199254740994",
                "9223372036854775807",
                "9223372036854775808",
                "18446744073709551615",
                "18446744073709551615.0",
                "18446744073709551616",
                "9999999999999999999",
                "99999999999999999999",
                "9999999999999999999e-342",
                "9999999999999999999e308",
                "1e22",
                "1e23",
                "9007199254740993e22",
                "123456789012345678901234567890",
                "0.000000000000000000000000000000000001",
                "0.1000000000000000055511151231257827",
                "1.00000000000000011102230246251565404",
                "12345678.87654321",
                "0.12345678",
                "0.123456789012345678",
                "1.2345678e5"
            })
    void readsNumbersThatOthersHaveStumbledOver(String text) {
        assertThat(number(text)).isEqualTo(Double.valueOf(expected(text)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "-", "+1", ".5", "1.", "-.5", "01", "-01", "00", "1e", "1e+", "1e-", "1.e5", "NaN", "Infinity",
                "-Infinity", "null", "\"1\"", "e5", "--1", "\u0661"
            })
    void passesNothingThatIsNoNumber(String text) {
        assertThat(new PlainJson(text.getBytes(StandardCharsets.UTF_8)).number()).isNaN();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1_000",
                "1d",
                "0x10",
                "1 2",
                "1.5.5",
                "1e5e5",
                "1-1",
                "12345678x",
                "0.1234567:",
                "0.1234567/",
                "0.1234567\u00b9"
            })
    void stopsWhereANumberEnds(String text) {
        PlainJson json = new PlainJson(text.getBytes(StandardCharsets.UTF_8));
        json.number();

        assertThat(json.ends()).isFalse();
    }

    @Test
    void leavesNumbersOfGreatLength() {
        Stream.of("1".repeat(41), "0." + "0".repeat(39) + "1", "1e" + "0".repeat(40) + "1")
                .forEach(text -> assertThat(number(text)).as(text).isNaN());
    }

    @Test
    void readsNumbersInSequenceAsEachAlone() {
        Random random = new Random(6);
        String[] texts = Stream.generate(() -> random.nextInt(4) == 0
                        ? whole(random, 10) + fraction(random, 12) + exponent(random, 30)
                        : String.valueOf(random.nextInt(70_000)))
                .limit(10_000)
                .toArray(String[]::new);
        double[] numbers = new double[texts.length + 2];
        String text = String.join(random.nextBoolean() ? "," : " , ", texts);

        PlainJson json = new PlainJson(text.getBytes(StandardCharsets.UTF_8));

        assertThat(json.numbers(numbers, 1, texts.length)).isTrue();
        assertThat(json.ends()).isTrue();
        for (int i = 0; i < texts.length; i++) {
            assertThat(numbers[i + 1]).as(texts[i]).isEqualTo(Double.valueOf(expected(texts[i])));
        }
    }
}
